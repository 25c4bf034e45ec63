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

/// What a metric may look at: the raw output and the answer parsed from it.
package struct ScorableOutput: Sendable, Hashable {
    package var raw: String
    package var answer: String?

    package init(raw: String, answer: String?) {
        self.raw = raw
        self.answer = answer
    }
}
