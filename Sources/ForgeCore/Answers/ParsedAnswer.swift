/// How an answer was found in a model's output.
package enum AnswerSource: String, Sendable, Codable, CaseIterable {
    /// The whole output is the answer (naive prompting).
    case whole
    /// After the last `Answer:`.
    case answerMarker = "answer-marker"
    /// After `The answer is`.
    case answerIs = "answer-is"
    /// After `####`.
    case hashes
    /// Inside `\boxed{…}`.
    case boxed
    /// After `Therefore` / `So` / `Thus` in the conclusion.
    case conclusion
    /// The last sentence, because no marker was found.
    case lastSentence = "last-sentence"
    /// The majority of several sampled answers.
    case majority
    /// Nothing usable in the output.
    case none
}

/// What a reader of the results should know about an output.
package enum AnswerFlag: String, Sendable, Codable, CaseIterable {
    /// The output was empty or white space.
    case empty
    /// The output reached the token limit.
    case truncated
    /// The parsed answer is longer than an answer of its task should be.
    case overlong
    /// No marker was found where the method asked for one.
    case unmarked
    /// The call ran into its time limit.
    case deadline
    /// Part of the prompt was dropped to fit the context window.
    case promptTruncated = "prompt-truncated"
    /// Passages that were found did not fit into the room for them, so that the model did not see them.
    case passagesDropped = "passages-dropped"
    /// Two or more answers had the same number of votes.
    case tie
    /// A server told no token counts, or impossible ones: they are estimated.
    case estimatedTokens = "estimated-tokens"
}

/// An answer taken from a model's output.
package struct ParsedAnswer: Sendable, Codable, Hashable {
    /// Nil when the output holds none.
    package var text: String?
    package var source: AnswerSource
    package var flags: [AnswerFlag]

    package init(text: String?, source: AnswerSource, flags: [AnswerFlag] = []) {
        self.text = text
        self.source = source
        self.flags = flags
    }
}
