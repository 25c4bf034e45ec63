/// What an ingest did: every document that was read is counted in exactly one of `added` to `idTaken`.
package struct IngestReport: Sendable, Codable, Hashable {
    package var read = 0
    package var added = 0
    /// Known ones with new content.
    package var changed = 0
    package var unchanged = 0
    package var duplicates = 0
    package var empty = 0
    /// Not UTF-8, or malformed.
    package var unreadable = 0
    /// Left out because their ids stand for other documents. Nil in reports of versions that did not count them.
    package var idTaken: Int?
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

    /// Files of the folders that were passed over, by reason. Nil when none was.
    package var skipped: [SkippedFiles]?

    /// Seconds by phase.
    package var seconds: [String: Double] = [:]

    package init() {}

    static let mostIssues = 1000

    /// Documents of the sources that the base has now.
    package var kept: Int { added + changed + unchanged }
    /// Documents of the sources that it has not.
    package var leftOut: Int { duplicates + empty + unreadable + (idTaken ?? 0) }

    /// What helps when ids are taken.
    package static let idTakenRemedy =
        "If these are newer versions of the documents that have the ids, ingest with --replace. If they are others, "
        + "they need ids of their own: of files, ingest the folder above both; of JSON records, name the field "
        + "with --id-field."

    mutating func note(_ files: [SkippedFiles]) {
        guard !files.isEmpty else { return }
        skipped = SkippedFiles.merged((skipped ?? []) + files)
    }

    mutating func note(_ issue: DocumentIssue) {
        issueCounts[issue.kind.rawValue, default: 0] += 1
        if issues.count < Self.mostIssues { issues.append(issue) }
        switch issue.kind {
        case .notUTF8, .malformed: unreadable += 1
        case .idTaken: idTaken = (idTaken ?? 0) + 1
        case .empty: empty += 1
        case .duplicate: duplicates += 1
        case .long: break
        }
    }
}
