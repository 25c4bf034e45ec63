/// What a call of a tool came to.
package struct ToolResult: Sendable, Codable, Hashable {
    package var text: String
    package var success: Bool
    /// How long it took.
    package var seconds: Double
    /// Nil for a success.
    package var errorKind: ToolErrorKind?
    /// Who answered (`en.wikipedia.org`, `cache of en.wikipedia.org`, `local knowledge base`), where there is a choice.
    package var source: String?

    package init(
        text: String, success: Bool, seconds: Double = 0, errorKind: ToolErrorKind? = nil, source: String? = nil
    ) {
        self.text = text
        self.success = success
        self.seconds = seconds
        self.errorKind = errorKind
        self.source = source
    }

    package static func success(_ text: String, source: String? = nil) -> ToolResult {
        ToolResult(text: text, success: true, source: source)
    }

    package static func failure(_ kind: ToolErrorKind, _ text: String, source: String? = nil) -> ToolResult {
        ToolResult(text: text, success: false, errorKind: kind, source: source)
    }
}

package enum ToolErrorKind: String, Sendable, Codable, CaseIterable {
    case unknownTool = "unknown-tool"
    case invalidArguments = "invalid-arguments"
    /// There is no such page, sentence or passage.
    case notFound = "not-found"
    /// The expression, page or order of calls allows no result (division by zero, a lookup without a page).
    case notPossible = "not-possible"
    case unavailable
    case rateLimited = "rate-limited"
    case timeout
    /// An address outside of the allowed ones.
    case refused
    case tooLarge = "too-large"
    /// The service answered with something that cannot be read.
    case badResponse = "bad-response"
    /// Nothing is called any more.
    case budget
    case cancelled

    /// Whether the tool itself failed, and not what it was asked for.
    package var isTechnical: Bool {
        switch self {
        case .unavailable, .rateLimited, .timeout, .refused, .tooLarge, .badResponse: true
        case .unknownTool, .invalidArguments, .notFound, .notPossible, .budget, .cancelled: false
        }
    }
}
