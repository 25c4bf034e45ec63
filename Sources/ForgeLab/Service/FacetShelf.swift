package import ForgeCore

/// Keeps the counts beside the list's filters: they are of all experiments, and counting 10,000 of them costs a list page
/// a quarter of its time.
///
/// Counted anew when anything was announced since, and after a second, for what other processes do. Where counting takes
/// long, because there are millions, it is done more seldom: it takes at most a twentieth of the time.
package actor FacetShelf {
    private let service: ExperimentService
    private struct Kept {
        var facets: ExperimentFacets
        var event: Int
        var at: ContinuousClock.Instant
        /// How long counting took.
        var cost: Duration
    }

    private var kept: Kept?
    private static let lifetime = Duration.seconds(1)
    /// Counting that takes longer is not done for every event.
    private static let cheap = Duration.milliseconds(100)

    package init(service: ExperimentService) { self.service = service }

    package func facets() async throws -> ExperimentFacets {
        // Before the store is asked, so that what happens meanwhile is not taken for known.
        let event = service.events.lastNumber
        let now = ContinuousClock.now
        if let kept, isFresh(kept, event: event, at: now) { return kept.facets }
        let facets = try await service.store.facets()
        kept = Kept(facets: facets, event: event, at: now, cost: ContinuousClock.now - now)
        return facets
    }

    private func isFresh(_ kept: Kept, event: Int, at now: ContinuousClock.Instant) -> Bool {
        if kept.cost > Self.cheap { return now - kept.at < kept.cost * 20 }
        return kept.event == event && now - kept.at < Self.lifetime
    }
}
