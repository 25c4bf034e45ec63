package import ForgeCore

/// A store that can copy experiments by itself, so that a benchmark is filled within minutes.
package protocol BenchmarkStore: ExperimentStore {
    /// In one transaction.
    func addCopies(_ copies: [BenchmarkCopy]) async throws
}

/// An experiment with the answers of another one.
package struct BenchmarkCopy: Sendable {
    var experiment: Experiment
    /// The id of the one whose samples, answers and calls it takes over.
    var template: String
    /// So many of its samples.
    var done: Int
    var results: [MetricResult]
}

enum BenchmarkTables {
    static let all = StoredTable.all.filter { ["predictions", "scores", "runs"].contains($0.name) }
}
