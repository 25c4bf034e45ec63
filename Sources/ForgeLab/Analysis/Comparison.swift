package import ForgeCore

/// Two or more experiments on the same questions: how they differ, and whether that is more than luck.
package struct Comparison: Sendable, Codable, Hashable {
    /// One experiment's own numbers.
    package struct Entry: Sendable, Codable, Hashable {
        package var id: String
        /// How sentences and tables call it: its name, with the id when names repeat.
        package var label: String
        package var method: String
        package var model: String
        /// Quality metrics (those all experiments have), then latency and tokens.
        package var results: [MetricResult]
    }

    package var dataset: String
    package var split: String
    package var sampleHash: String
    /// Number of questions.
    package var questions: Int
    /// The metric that decides.
    package var metric: MetricInfo
    package var alpha: Double
    package var entries: [Entry]
    /// Pairs in the order of `entries`; with a baseline those with it.
    package var pairs: [PairComparison]
    /// Keys of the configs that differ besides name and tags: more than one means that effects are mixed.
    package var differences: [String]
    /// What the configs do not say and may explain a difference: a knowledge base that changed between the runs, other
    /// encoders under the same names.
    package var warnings: [String]
    /// The result in words.
    package var verdict: String

    package func result(_ metric: String, of entry: Int) -> MetricResult? {
        entries.indices.contains(entry) ? entries[entry].results.first { $0.metric == metric } : nil
    }
}

/// Two experiments on the same questions. Differences are other − baseline.
package struct PairComparison: Sendable, Codable, Hashable {
    /// Positions in `Comparison.entries`.
    package var baseline: Int
    package var other: Int
    /// The deciding metric first.
    package var differences: [PairedDifference]
    /// Of the deciding metric, when it is binary.
    package var mcnemar: McNemar?
    package var flips: Flips?
    /// McNemar's exact p, or the sign-flip test's for a metric that is not binary; nil when nothing could be tested.
    package var pValue: Double?
    /// Holm-adjusted over all pairs of the comparison; equal to `pValue` when there is one pair.
    package var adjustedP: Double?
    package var isSignificant: Bool
    /// Questions at which the observed difference would be found with power 0.8; nil when none is observed.
    package var itemsNeeded: Int?
    package var verdict: String
}

/// A metric's means on the questions that both experiments have it for, and their difference.
package struct PairedDifference: Sendable, Codable, Hashable {
    package var metric: String
    package var unit: String
    package var isBinary: Bool
    /// False for latency and tokens.
    package var isHigherBetter: Bool
    /// Questions that count.
    package var paired: Int
    package var baseline: Double
    package var other: Double
    package var difference: Double
    /// 95 %: Agresti and Min's of a binary metric, otherwise the paired bootstrap's; nil when it cannot be estimated (fewer
    /// than two questions, or the same difference on all of them).
    package var interval: Interval?
    /// Two-sided, not adjusted for the number of metrics looked at.
    package var pValue: Double?
    /// What gave the p-value.
    package var test: PairedTestName?
}

/// The tests of paired differences.
package enum PairedTestName: String, Sendable, Codable, Hashable, CaseIterable {
    case mcnemar = "mcnemar-exact"
    /// All sign patterns, or as many random ones as were asked for.
    case signFlipExact = "sign-flip-exact"
    case signFlip = "sign-flip"

    /// As sentences call it.
    package var title: String {
        switch self {
        case .mcnemar: "McNemar exact"
        case .signFlipExact: "sign-flip test, exact"
        case .signFlip: "sign-flip test"
        }
    }
}

/// Where two experiments agree and where they flip: sample indices of the four cells.
package struct Flips: Sendable, Codable, Hashable {
    package var bothRight: [Int]
    package var onlyBaseline: [Int]
    package var onlyOther: [Int]
    package var bothWrong: [Int]
}
