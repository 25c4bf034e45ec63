/// Articles by title, from a place that needs no network.
package protocol ArticleSource: Sendable {
    /// What results say about where they come from.
    var name: String { get }
    /// The article with this title, whatever the case; nil when there is none.
    func article(titled title: String) async throws -> Article?
    /// Titles that a query might mean, best first.
    func titles(like query: String, limit: Int) async throws -> [String]
}

package struct Article: Sendable, Codable, Hashable {
    package var title: String
    /// Paragraphs separated by line breaks.
    package var text: String

    package init(title: String, text: String) {
        self.title = title
        self.text = text
    }

    /// The first paragraph, without a heading line.
    package var firstParagraph: String {
        let paragraphs = text.split(whereSeparator: \.isNewline).map { LooseText.trimmed($0) }.filter { !$0.isEmpty }
        return paragraphs.first { !$0.hasPrefix("=") } ?? ""
    }
}
