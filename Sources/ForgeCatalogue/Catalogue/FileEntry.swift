/// A file with the places that it can be had from, in the order to try them.
package struct FileEntry: Sendable, Hashable {
    /// Name under which it is kept.
    package var name: String
    package var sources: [FileSource]

    package init(name: String, sources: [FileSource]) {
        self.name = name
        self.sources = sources
    }

    /// Size in bytes as far as the catalogue knows it.
    package var bytes: Int? { sources.lazy.compactMap(\.bytes).first }
    package var sha256: String? { sources.lazy.compactMap(\.sha256).first }
}

/// A place with what the file from there must look like. Sources may differ in content (a whole split and a subset).
package struct FileSource: Sendable, Hashable {
    package var location: SourceLocation
    package var bytes: Int?
    /// Nil when it is not known beforehand: then the Hub's own hash is taken, and pinned at the first pull.
    package var sha256: String?
    package var records: Int?
    /// What a reader should know about this source (a subset, a derived file).
    package var note: String?

    package init(
        _ location: SourceLocation, bytes: Int? = nil, sha256: String? = nil, records: Int? = nil, note: String? = nil
    ) {
        self.location = location
        self.bytes = bytes
        self.sha256 = sha256
        self.records = records
        self.note = note
    }

    /// How `info` words the trust in this source.
    package var hashStatement: String {
        if let sha256 { return sha256 }
        return switch location {
        case .hub: "hash from the Hub, pinned at first pull"
        case .rows, .wheels: "hash pinned at first pull"
        case .path, .shared: "hashed as it is"
        }
    }
}
