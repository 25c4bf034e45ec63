import ForgeCore
import ForgeLab
import Foundation

/// An experiment as a line of a list.
struct ExperimentRow: Sendable, Hashable {
    let id: String
    let path: String
    let name: String
    let method: String
    let model: String
    let dataset: String
    /// `50`, or `12 / 50` until all are answered.
    let samples: String
    let badge: StatusBadge
    let error: String?
    let metric: String?
    let estimate: Estimate?
    let whisker: Whisker?
    let latency: String
    let tokens: String
    let age: Age?
    let done: Int
    let total: Int
    let isRunning: Bool
    let isDeleted: Bool
    let canRun: Bool
    let runWord: String
    let canStop: Bool

    init(_ overview: ExperimentOverview, now: Date = Date()) {
        id = overview.id
        path = PageLink.experiment(overview.id)
        name = overview.name
        method = overview.method
        model = overview.model
        dataset = overview.dataset
        let total = NumberText.count(overview.total)
        samples = overview.done < overview.total ? "\(NumberText.count(overview.done)) / \(total)" : total
        isDeleted = overview.deletedAt != nil
        badge = StatusBadge(overview.status, isQueued: overview.isQueued, isDeleted: isDeleted)
        error = overview.error
        metric = overview.result?.metric
        estimate = overview.result.map(Estimate.init)
        whisker = overview.result.flatMap(Whisker.init)
        latency = overview.latency.map(NumberText.seconds) ?? "–"
        tokens = overview.tokens.map(NumberText.count) ?? "–"
        age = Age(overview.createdAt, now: now)
        done = overview.done
        self.total = max(1, overview.total)
        isRunning = overview.status == .running && !isDeleted
        canStop = !isDeleted && (overview.isQueued || overview.status == .running)
        canRun = !isDeleted && !canStop && overview.status.isResumable
        runWord = overview.done > 0 ? "Resume" : "Run"
    }
}
