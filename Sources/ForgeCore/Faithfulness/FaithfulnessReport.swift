/// How far an answer is entailed by the passages it was given: kept under `faithfulness` in the prediction's trace.
package struct FaithfulnessReport: Sendable, Codable, Hashable {
    package static let key = "faithfulness"
    /// Below it an answer counts as hallucinated.
    package static let threshold = 0.5

    package var sentences: [SentenceSupport]
    /// Probability that the context, as one premise, entails the whole answer, as one hypothesis.
    package var whole: Double
    /// Pieces that the context was cut into, so that each fits into the judge.
    package var windows: Int
    /// Tokens that did not fit into the judge and were left out.
    package var cut: Cut
    /// Name of the judge.
    package var judge: String

    package struct Cut: Sendable, Codable, Hashable {
        /// Of sentences longer than half of the judge's window.
        package var sentenceTokens: Int
        /// Of the context where it is judged as one premise (`faithfulness.whole`).
        package var premiseTokens: Int
        /// Of the answer where it is judged as one hypothesis.
        package var answerTokens: Int

        package init(sentenceTokens: Int = 0, premiseTokens: Int = 0, answerTokens: Int = 0) {
            self.sentenceTokens = sentenceTokens
            self.premiseTokens = premiseTokens
            self.answerTokens = answerTokens
        }
    }

    package init(sentences: [SentenceSupport], whole: Double, windows: Int, cut: Cut, judge: String) {
        self.sentences = sentences
        self.whole = whole
        self.windows = windows
        self.cut = cut
        self.judge = judge
    }

    /// The mean over the sentences: `faithfulness.nli`. Nil without one.
    package var mean: Double? { Statistics.mean(sentences.map(\.support)) }

    /// Of a stored prediction; nil where none was judged.
    package init?(trace: JSONValue) {
        guard let value = trace[Self.key], let found = try? JSON.decode(Self.self, from: JSON.data(value)) else {
            return nil
        }
        self = found
    }
}

/// A sentence of an answer with what the passages say of it.
package struct SentenceSupport: Sendable, Codable, Hashable {
    package var sentence: String
    /// The highest probability of entailment over all windows of the context, 0 to 1.
    package var support: Double
    /// The passage that supports it best.
    package var best: PassageJudgement?
    /// The passage that contradicts it most.
    package var contradiction: PassageJudgement?

    package init(
        sentence: String, support: Double, best: PassageJudgement?, contradiction: PassageJudgement?
    ) {
        self.sentence = sentence
        self.support = support
        self.best = best
        self.contradiction = contradiction
    }
}

/// What one passage, judged by itself, says of a sentence.
package struct PassageJudgement: Sendable, Codable, Hashable {
    /// Position in the retrieval's `passages`, from 0.
    package var passage: Int
    package var title: String
    /// Probability of entailment for the best passage, of contradiction for the other.
    package var score: Double

    package init(passage: Int, title: String, score: Double) {
        self.passage = passage
        self.title = title
        self.score = score
    }
}
