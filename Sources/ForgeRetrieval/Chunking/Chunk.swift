import ForgeCore

/// A piece of one section of a document.
package struct Chunk: Sendable, Hashable {
    /// Number within the document, from 0.
    package var position: Int
    package var section: String?
    package var text: String
    /// Where the text stands in the UTF-8 of the document's text.
    package var range: Range<Int>
    package var tokens: Int

    package init(position: Int, section: String?, text: String, range: Range<Int>, tokens: Int) {
        self.position = position
        self.section = section
        self.text = text
        self.range = range
        self.tokens = tokens
    }
}

extension Chunk {
    /// What is embedded and searched: the headings that a reader would see above the passage, then the passage.
    static func searchText(title: String, section: String?, text: String) -> String {
        heading(title: title, section: section) + text
    }

    static func heading(title: String, section: String?) -> String {
        [title, section ?? ""].filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
    }
}
