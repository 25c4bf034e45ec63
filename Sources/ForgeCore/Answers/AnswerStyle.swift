/// What a method asked the model for, which says where in the output the answer stands.
package enum AnswerStyle: String, Sendable, Codable, CaseIterable {
    /// The answer at once: it is the output's first line (for math its last number).
    case direct
    /// Reasoning first, then the answer behind a marker or in the conclusion.
    case reasoned
}
