/// Files of a folder that were not taken for documents.
package struct SkippedFiles: Sendable, Codable, Hashable {
    package enum Reason: String, Sendable, Codable, CaseIterable {
        /// Their ending is not one of a text.
        case ending
        /// Symbolic links, which are not followed.
        case link
        /// Their name begins with a point; a hidden folder counts once.
        case hidden
    }

    package var reason: Reason
    package var count: Int
    /// The first few in the order of their paths within the folder.
    package var names: [String]

    static let mostNames = 5

    init(_ reason: Reason, _ name: String) {
        self.reason = reason
        count = 1
        names = [name]
    }

    /// One for each reason there is.
    static func merged(_ files: [SkippedFiles]) -> [SkippedFiles] {
        Reason.allCases.compactMap { reason in
            let all = files.filter { $0.reason == reason }
            guard var merged = all.first else { return nil }
            merged.count = all.reduce(0) { $0 + $1.count }
            merged.names = Array(all.flatMap(\.names).sorted().prefix(mostNames))
            return merged
        }
    }
}
