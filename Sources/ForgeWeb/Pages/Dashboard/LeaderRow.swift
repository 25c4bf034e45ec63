import ForgeCore
import ForgeLab

/// The best method on a data set.
struct LeaderRow: Sendable, Hashable {
    let dataset: String
    /// The list of experiments on it, the best first.
    let listPath: String
    let split: String
    let method: String
    let model: String
    let name: String
    let path: String
    let metric: String
    let estimate: Estimate
    let whisker: Whisker?
    let samples: String
    /// `of 4 on the same questions`, `the only one`.
    let competitors: String

    init(_ leader: DatasetLeader) {
        dataset = leader.dataset
        let isHigherBetter = AnswerMetrics.named(leader.result.metric)?.isHigherBetter ?? true
        listPath = PageLink.to(
            "/experiments",
            [("dataset", leader.dataset), ("sort", "value"), ("reversed", isHigherBetter ? nil : "true")])
        split = leader.split
        method = leader.experiment.method
        model = leader.experiment.model
        name = leader.experiment.name
        path = PageLink.experiment(leader.experiment.id)
        metric = leader.result.metric
        estimate = Estimate(leader.result)
        whisker = Whisker(leader.result)
        samples = NumberText.count(leader.experiment.total)
        competitors =
            leader.competitors > 1
            ? "best of \(NumberText.count(leader.competitors)) on the same questions"
            : "the only one on these questions"
    }
}
