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
    /// False for a rate of failures.
    var isHigherBetter: Bool { get }

    func score(_ output: ScorableOutput, for sample: Sample) -> Double?
}

extension Metric {
    package var isHigherBetter: Bool { true }
}

/// What a metric may look at: the raw output, what was parsed from it, and what the method and the judge left in the trace.
package struct ScorableOutput: Sendable, Hashable {
    package var raw: String
    package var answer: String?
    /// The evidence that the method named, nil for one that names none.
    package var supportingFacts: [SupportingFact]?
    /// Nil for a method that looks nothing up.
    package var retrieval: RetrievalTrace?
    /// Nil where none was judged.
    package var faithfulness: FaithfulnessReport?
    /// Nil for a method that is no agent.
    package var agent: AgentRecord?
    /// Tokens that the model wrote for it, over all calls; nil where they were not counted.
    package var outputTokens: Int?

    package init(
        raw: String, answer: String?, supportingFacts: [SupportingFact]? = nil, retrieval: RetrievalTrace? = nil,
        faithfulness: FaithfulnessReport? = nil, agent: AgentRecord? = nil, outputTokens: Int? = nil
    ) {
        self.raw = raw
        self.answer = answer
        self.supportingFacts = supportingFacts
        self.retrieval = retrieval
        self.faithfulness = faithfulness
        self.agent = agent
        self.outputTokens = outputTokens
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
        retrieval = RetrievalTrace(trace: prediction.trace)
        faithfulness = FaithfulnessReport(trace: prediction.trace)
        agent = AgentRecord(trace: prediction.trace)
        outputTokens = prediction.outputTokens
    }
}
