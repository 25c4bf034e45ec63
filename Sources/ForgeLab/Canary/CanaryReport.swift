package import ForgeCore

/// How a question is asked again.
package enum CanaryCondition: String, Sendable, Codable, CaseIterable {
    /// One at a time, the cache emptied before each: what the others are compared with.
    case aloneCold = "alone, cold cache"
    case aloneWarm = "alone, warm cache"
    case togetherCold = "together, cold cache"
    case togetherWarm = "together, warm cache"

    var isTogether: Bool { self == .togetherCold || self == .togetherWarm }
    var isCold: Bool { self == .aloneCold || self == .togetherCold }
}

/// The noise floor: how much answers change although nothing that should change them did.
package struct CanaryReport: Sendable, Codable, Hashable {
    /// Where it lies in an experiment's provenance.
    package static let key = "noise"

    package struct Outcome: Sendable, Codable, Hashable {
        package var condition: CanaryCondition
        /// Questions whose output is another one.
        package var changedOutputs: Int
        /// Questions whose parsed answer is another one.
        package var changedAnswers: Int
        /// First differing output token of the changed outputs, from 0, in rising order.
        package var firstDifferences: [Int]
        /// Mean score by metric.
        package var means: [String: Double]
        /// Seconds for all questions.
        package var seconds: Double
    }

    package var questions: Int
    /// Questions that failed under some condition, which are left out.
    package var failed: Int
    package var concurrency: Int
    package var outcomes: [Outcome]
    package var madeAt: String

    /// The most outputs that any condition changed.
    package var changedOutputs: Int { outcomes.map(\.changedOutputs).max() ?? 0 }

    /// Where the earliest difference stands; nil when nothing changed.
    package var firstDifference: Int? { outcomes.compactMap(\.firstDifferences.first).min() }

    /// The largest difference of each metric's mean from that of the first condition.
    package var metricChanges: [String: Double] {
        guard let reference = outcomes.first else { return [:] }
        return reference.means.reduce(into: [:]) { changes, mean in
            changes[mean.key] = outcomes.map { abs(($0.means[mean.key] ?? mean.value) - mean.value) }.max() ?? 0
        }
    }

    /// As results of an experiment.
    package var results: [MetricResult] {
        func result(_ name: String, _ value: Double?, _ unit: String) -> MetricResult {
            MetricResult(
                metric: name, version: SummaryMetric.version, value: value, scored: questions, total: questions,
                unit: unit)
        }
        let changed = questions == 0 ? nil : Double(changedOutputs) / Double(questions) * 100
        return [result(SummaryMetric.noiseChanged, changed, "%")]
            + metricChanges.sorted { $0.key < $1.key }.map {
                result(SummaryMetric.noise(of: $0.key), $0.value * 100, "points")
            }
    }

    /// Of a stored experiment; nil when none was made.
    package init?(of experiment: Experiment) {
        guard let kept = experiment.provenance[Self.key], let data = try? JSON.data(kept),
            let report: CanaryReport = try? JSON.decode(from: data)
        else { return nil }
        self = report
    }

    init(questions: Int, failed: Int, concurrency: Int, outcomes: [Outcome]) {
        self.questions = questions
        self.failed = failed
        self.concurrency = concurrency
        self.outcomes = outcomes
        madeAt = Timestamp.text(of: Timestamp.now())
    }
}
