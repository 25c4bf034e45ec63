/// What an ingest did: every document that was read is counted in exactly one of `added` to `unreadable`.
package struct IngestReport: Sendable, Codable, Hashable {
    package var read = 0
    package var added = 0
    /// Known ones with new content.
    package var changed = 0
    package var unchanged = 0
    package var duplicates = 0
    package var empty = 0
    /// Not UTF-8, malformed, or under an id that stands for another document.
    package var unreadable = 0
    /// No longer in any source.
    package var removed = 0

    package var chunksAdded = 0
    package var chunksRemoved = 0
    /// Chunks that got a vector.
    package var embedded = 0
    /// Chunks that are longer than the embedder reads; their ends are found by words only.
    package var longerThanWindow = 0
    /// Sections that are headings without a text of their own.
    package var bareHeadings = 0

    /// The first 1000 in order; `issueCounts` has all.
    package var issues: [DocumentIssue] = []
    package var issueCounts: [String: Int] = [:]

    /// Seconds by phase.
    package var seconds: [String: Double] = [:]

    package init() {}

    static let mostIssues = 1000

    mutating func note(_ issue: DocumentIssue) {
        issueCounts[issue.kind.rawValue, default: 0] += 1
        if issues.count < Self.mostIssues { issues.append(issue) }
        switch issue.kind {
        case .notUTF8, .malformed, .idTaken: unreadable += 1
        case .empty: empty += 1
        case .duplicate: duplicates += 1
        case .long: break
        }
    }
}
