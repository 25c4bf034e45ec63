/// Something about one document that whoever ingested it should know.
package struct DocumentIssue: Sendable, Codable, Hashable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Not UTF-8; the document was left out.
        case notUTF8 = "not-utf8"
        /// No JSON, or not of the expected shape; left out.
        case malformed
        /// No text; left out.
        case empty
        /// The same content under another id; left out.
        case duplicate
        /// The id stands for another document already; left out.
        case idTaken = "id-taken"
        /// A text of 100,000 characters or more; ingested whole.
        case long
    }

    package var kind: Kind
    /// `corpus.jsonl:12` or `notes/a.md`.
    package var place: String
    package var document: String?
    package var detail: String

    package init(kind: Kind, place: String, document: String? = nil, detail: String) {
        self.kind = kind
        self.place = place
        self.document = document
        self.detail = detail
    }
}
