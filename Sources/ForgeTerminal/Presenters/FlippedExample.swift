package import ForgeCore

/// A question that one experiment answered correctly and the other did not.
package struct FlippedExample: Sendable, Hashable {
    package var index: Int
    package var question: String
    package var golds: [String]
    package var baselineAnswer: String?
    package var otherAnswer: String?
    /// Whether the baseline is the one that was right.
    package var isBaselineRight: Bool

    package init(baseline: Prediction, other: Prediction, isBaselineRight: Bool) {
        index = baseline.index
        question = baseline.question
        golds = baseline.golds
        baselineAnswer = baseline.answer
        otherAnswer = other.answer
        self.isBaselineRight = isBaselineRight
    }
}
