package import ForgeCore
package import Foundation

/// What a benchmark matrix measured so far: the document that is kept, shown and downloaded.
package struct BenchMatrixReport: Sendable, Codable, Hashable {
    /// Of the document's form.
    package static let currentVersion = 1

    package var version = Self.currentVersion
    package var name: String
    package var summary: String?
    package var model: String
    package var dataset: String
    package var split: String
    /// Questions of every cell.
    package var questions: Int
    package var sampleHash: String
    package var seed: UInt64
    /// The metric that is called accuracy here: the first of the config, or of the data set's task.
    package var metric: String?
    package var repeats: Int
    package var batch: Int
    /// The way of serving that others are compared with, by its label.
    package var baseline: String
    package var methods: [BenchMatrixPlan.Method]
    package var servings: [BenchMatrixPlan.Serving]
    /// Every method in every way of serving; methods outermost.
    package var cells: [BenchMatrixCell]
    package var host: HostInfo
    package var forge: BuildInfo
    /// Version and build of the engine in this process; nil while nothing is measured.
    package var engine: String?
    /// What a reader must know of the numbers.
    package var warnings: [String]
    package var startedAt: Date
    package var updatedAt: Date

    package var done: Int { cells.count { $0.state == .done } }
    /// Cells that are to be measured.
    package var wanted: Int { cells.count { $0.state != .omitted } }
    package var isComplete: Bool { cells.allSatisfy { $0.state != .pending } }

    package func cell(_ method: String, _ serving: String) -> BenchMatrixCell? {
        cells.first { $0.method == method && $0.serving == serving }
    }

    package func title(ofServing label: String) -> String {
        servings.first { $0.label == label }?.title ?? label
    }
}

/// One method served in one way.
package struct BenchMatrixCell: Sendable, Codable, Hashable {
    package enum State: String, Sendable, Codable, CaseIterable { case pending, done, failed, omitted }

    package var method: String
    package var serving: String
    package var state: State
    /// Why it failed or was left out.
    package var reason: String?
    /// Ids of its experiments, one for each repeat that is finished.
    package var experiments: [String]
    /// Nil until the first repeat is finished.
    package var measured: Measured?

    package struct Measured: Sendable, Codable, Hashable {
        /// Of the first repeat; the others have the same answers where the engine repeats itself (`changedByRepeat`).
        package var accuracy: MetricResult?
        /// Questions that failed, in the first repeat.
        package var failed: Int
        /// Outputs of later repeats that differ from the first one's: the noise floor. Nil for one repeat.
        package var changedByRepeat: Int?
        /// By `SummaryMetric` and `CellFigure`.
        package var figures: [String: Spread]
        /// 95 % of the mean latency over questions, by the bootstrap; nil for fewer than two questions.
        package var latency: Interval?
        /// Nil for the baseline itself, and where it is not measured.
        package var agreement: CellAgreement?
        /// Whether no other cell is at least as good in accuracy, mean latency and compute time, and better in one.
        package var isOnFrontier: Bool
    }

    package func figure(_ name: String) -> Spread? { measured?.figures[name] }

    package func median(_ name: String) -> Double? { figure(name)?.median }
}

/// Names of what cells have beside `SummaryMetric`.
package enum CellFigure {
    /// Work time over questions, in seconds.
    package static let secondsPerQuestion = "compute_seconds.per_sample"
    /// Samples per second over the baseline's.
    package static let speedup = "speedup"
    /// Most resident bytes of the process when a call ended; absent for a server.
    package static let peakMemory = "memory.peak"
}

/// A number that was measured once or several times.
package struct Spread: Sendable, Codable, Hashable {
    package var median: Double
    /// In the order of the repeats.
    package var values: [Double]

    package var low: Double { values.min() ?? median }
    package var high: Double { values.max() ?? median }

    /// Nil without values.
    package init?(_ values: [Double]) {
        guard let median = Statistics.percentile(values, 50) else { return nil }
        self.median = median
        self.values = values
    }
}

/// A cell's answers beside the baseline's, question by question.
package struct CellAgreement: Sendable, Codable, Hashable {
    package enum Verdict: String, Sendable, Codable {
        /// No output differs.
        case identical
        /// Outputs differ, no parsed answer does.
        case sameAnswers
        /// Answers differ; the difference of the scores is within what luck explains (p > .05).
        case undecided
        /// p ≤ .05.
        case changed
    }

    /// Questions that both answered.
    package var compared: Int
    package var changedOutputs: Int
    package var changedAnswers: Int
    /// The deciding metric, this cell − baseline; nil when nothing was scored in both.
    package var difference: PairedDifference?

    package var verdict: Verdict {
        if changedOutputs == 0 { return .identical }
        if changedAnswers == 0 { return .sameAnswers }
        return difference?.pValue ?? 1 <= 0.05 ? .changed : .undecided
    }
}
