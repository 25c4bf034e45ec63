/// What one run remembers between the calls of its tools. A value, so that a run can be stored and go on later.
package struct ToolContext: Sendable, Codable, Hashable {
    /// The page that the last search opened.
    package var page: OpenPage?

    package init(page: OpenPage? = nil) { self.page = page }
}

/// A page with the place that lookups have reached.
package struct OpenPage: Sendable, Codable, Hashable {
    /// Characters of a page that lookups can reach: traces with open pages are written after every step.
    package static let longest = 50_000

    package var title: String
    package var text: String
    /// The term of the last lookup, in lower case.
    package var term: String?
    /// How many of its sentences have been shown.
    package var shown: Int

    package init(title: String, text: String) {
        self.title = title
        self.text = String(text.prefix(Self.longest))
        term = nil
        shown = 0
    }
}
