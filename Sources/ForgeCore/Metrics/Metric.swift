/// A score of one output against one sample.
///
/// A metric that cannot be computed for a sample (no gold, no supporting facts) is nil, never 0.
package protocol Metric: Sendable {
    /// Name with its variant, as METRICS.md defines it (`em.squad`).
    var name: String { get }
    /// Rises when the definition changes; stored beside every result.
    var version: Int { get }
    /// One sentence for tables and help texts.
    var summary: String { get }
    /// Whether values are 0 or 1 (a proportion: Wilson interval, McNemar) or any number (a mean).
    var isBinary: Bool { get }

    func score(_ output: ScorableOutput, for sample: Sample) -> Double?
}

/// What a metric may look at: the raw output and what was parsed from it.
package struct ScorableOutput: Sendable, Hashable {
    package var raw: String
    package var answer: String?
    /// The evidence that the method named, nil for one that names none.
    package var supportingFacts: [SupportingFact]?

    package init(raw: String, answer: String?, supportingFacts: [SupportingFact]? = nil) {
        self.raw = raw
        self.answer = answer
        self.supportingFacts = supportingFacts
    }

    /// A stored prediction: methods that name evidence keep it in their trace as
    /// `"supportingFacts": [[title, sentence], …]`, HotpotQA's own form. A failed sample has no answer.
    package init(_ prediction: Prediction) {
        raw = prediction.output
        answer = prediction.status == .failed ? nil : prediction.answer
        supportingFacts = prediction.trace["supportingFacts"]?.array?.compactMap { fact in
            guard let pair = fact.array, pair.count == 2, let title = pair[0].string, let sentence = pair[1].int else {
                return nil
            }
            return SupportingFact(title: title, sentence: sentence)
        }
    }
}
