package import ForgeCore

/// What the dashboard shows.
package struct DashboardStats: Sendable, Codable, Hashable {
    /// Counts by status, method, model, data set and tag.
    package var facets: ExperimentFacets
    /// The best completed experiment of every data set.
    package var leaders: [DatasetLeader]
    /// The completed experiments that finished last.
    package var latest: [ExperimentOverview]
    /// Where those stand that have their turn.
    package var running: [ExperimentProgress]
    /// Those that wait for their turn, in the order of arrival; at most as many as `latest` shows.
    package var waiting: [ExperimentOverview]
    package var queue: QueueState
}

/// An experiment with everything its page begins with.
package struct ExperimentDetails: Sendable, Codable, Hashable {
    package var experiment: Experiment
    package var progress: ExperimentProgress
    /// The deciding metric first; running values until it is completed.
    package var results: [MetricResult]
}
