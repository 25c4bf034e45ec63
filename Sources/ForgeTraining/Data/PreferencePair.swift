package import ForgeCore

/// A conversation and two answers to it, of which people preferred one.
package struct PreferencePair: Sendable, Hashable, Codable {
    /// Ends with the user's message.
    package var prompt: [ChatMessage]
    package var chosen: String
    package var rejected: String
    /// Whether prompt and answers are bare texts (TRL's standard format): `prompt` is then one message of the user.
    package var isText: Bool

    package init(prompt: [ChatMessage], chosen: String, rejected: String, isText: Bool = false) {
        self.prompt = prompt
        self.chosen = chosen
        self.rejected = rejected
        self.isText = isText
    }

    /// Tells pairs apart and follows them through splits.
    package var id: String {
        let texts = prompt.flatMap { [$0.role.rawValue, $0.content] } + [chosen, rejected, "\(isText)"]
        return String(Digest.sha256(texts.joined(separator: "\u{1F}")).prefix(16))
    }
}

/// Why a row gave no pair.
package enum PairProblem: String, Error, Sendable, Codable, CaseIterable {
    case notJSON = "not JSON"
    case unknownFields = "no chosen and rejected texts or messages"
    case notTranscript = "a transcript that does not begin with a turn of the human"
    case sameAnswers = "chosen equals rejected"
    case noPrompt = "no common prompt that ends with a turn of the user"
    case severalTurns = "more than one turn after the common prompt"
    case emptyAnswer = "an empty answer"
    case promptTooLong = "a prompt that fills the maximal length"
}
