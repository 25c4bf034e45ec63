/// Which columns (or fields; `a.b` reaches into an object) of own data hold what.
package struct ColumnMapping: Sendable, Codable, Hashable {
    package var question: String
    package var answers: String
    /// Nil: records are numbered.
    package var id: String?
    /// Text to be given with the question.
    package var context: String?
    /// What separates several answers in one text; nil when a text is one answer. A JSON list needs none.
    package var separator: String?

    package init(
        question: String = "question", answers: String = "answer", id: String? = nil, context: String? = nil,
        separator: String? = nil
    ) {
        self.question = question
        self.answers = answers
        self.id = id
        self.context = context
        self.separator = separator
    }
}
