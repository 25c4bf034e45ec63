/// How the documents of a corpus are written down.
package enum CorpusLayout: String, Sendable, Codable, CaseIterable {
    /// JSON Lines of `_id`, `title`, `text`.
    case beir
    /// JSON Lines of `text` and, as far as there, `id`, `title`, `section`, `url`.
    case jsonl
    /// A Markdown file, or a folder of them.
    case markdown
    /// A text file, or a folder of them.
    case text
    /// JSON Lines of `id`, `url`, `title`, `text`: the rows of wikimedia/wikipedia on the Hub.
    case wikipediaRows = "wikipedia-rows"
    /// JSON Lines of `title`, `url`, and the lists `section_titles`, `section_levels`, `section_texts`.
    case wikipediaSections = "wikipedia-sections"
    /// One JSON object of title to `title`, `extract`, `description`, `topic`.
    case wikipediaSummaries = "wikipedia-summaries"

    package var mayBeFolder: Bool { self == .markdown || self == .text }
}

/// A corpus of the catalogue: documents that knowledge bases are made from.
package struct CorpusEntry: Sendable, Hashable {
    package var name: String
    package var summary: String
    package var layout: CorpusLayout
    package var licence: String
    package var file: FileEntry

    package init(name: String, summary: String, layout: CorpusLayout, licence: String, file: FileEntry) {
        self.name = name
        self.summary = summary
        self.layout = layout
        self.licence = licence
        self.file = file
    }

    /// Number of documents as far as the catalogue knows it.
    package var documents: Int? { file.sources.lazy.compactMap(\.records).first }
}
