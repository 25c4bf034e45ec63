/// A measure of how far an answer is entailed by its passages, from the judgements in its trace.
///
/// Nil where nothing was judged: no passages, no answer, or no NLI model was asked.
package struct FaithfulnessMetric: Metric {
    package enum Measure: String, Sendable, CaseIterable {
        case mean = "faithfulness.nli"
        case whole = "faithfulness.whole"
        case hallucination = "hallucination.nli"
    }

    package let measure: Measure
    package let version = 1

    package init(_ measure: Measure) { self.measure = measure }

    package var name: String { measure.rawValue }
    package var isBinary: Bool { measure == .hallucination }
    package var isHigherBetter: Bool { measure != .hallucination }

    package var summary: String {
        switch measure {
        case .mean: "Mean over the answer's sentences of the best probability that the passages entail it (NLI)"
        case .whole: "Probability that the passages as one premise entail the whole answer (NLI)"
        case .hallucination: "1 when faithfulness.nli is below 0.5; lower is better"
        }
    }

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        guard let report = output.faithfulness, let mean = report.mean else { return nil }
        return switch measure {
        case .mean: mean
        case .whole: report.whole
        case .hallucination: mean < FaithfulnessReport.threshold ? 1 : 0
        }
    }
}
