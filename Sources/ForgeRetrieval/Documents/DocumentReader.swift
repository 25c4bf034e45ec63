/// Reads a source's documents one by one.
protocol DocumentReader {
    /// Nil at the end. What cannot be read is an issue, not an error.
    mutating func next() throws -> DocumentReading?

    /// Bytes read and to be read, for the progress.
    var progress: (done: Int, total: Int) { get }

    /// Files of a folder that are no documents.
    var skipped: [SkippedFiles] { get }
}

extension DocumentReader {
    var skipped: [SkippedFiles] { [] }
}

struct DocumentReading {
    enum Content {
        case document(SourceDocument)
        case unreadable(DocumentIssue.Kind, String)
    }

    /// `corpus.jsonl:12` or `notes/a.md`.
    var place: String
    var content: Content
}
