import ForgeCore
package import ForgeTraining
import Foundation

/// A file of pairs as reviewers see it.
package struct PairOverview: Sendable {
    package var name: String
    package var sha256: String
    package var rows: Int
    package var repeated: Int
    /// Rows that gave no pair, by reason.
    package var dropped: [String: Int]
    /// In an order drawn by chance, always the same.
    package var pairs: [PreferencePair]
    /// Words of each.
    package var lengths: PairLengths
}

/// Reads files of pairs and keeps those that were looked at last, because reading a large one takes seconds.
actor PairFiles {
    private struct Key: Hashable {
        var name: String
        var bytes: Int
        var modified: Date
    }

    private static let kept = 2
    private let shelf: PairShelf
    private var known: [(key: Key, overview: PairOverview)] = []

    init(shelf: PairShelf) { self.shelf = shelf }

    /// - Throws: `TuningError` `pairs.unknown`; `TrainingError` `data.…`.
    func overview(of name: String) async throws -> PairOverview {
        let url = try shelf.url(of: name)
        let facts = try FileManager.default.attributesOfItem(atPath: url.path)
        let key = Key(
            name: name, bytes: (facts[.size] as? NSNumber)?.intValue ?? 0,
            modified: facts[.modificationDate] as? Date ?? .distantPast)
        if let found = known.first(where: { $0.key == key }) { return found.overview }
        let overview = try await TrainingThread.run { _ in try Self.read(url, name) }
        known.removeAll { $0.key.name == name }
        known = Array(([(key: key, overview: overview)] + known).prefix(Self.kept))
        return overview
    }

    private static func read(_ url: URL, _ name: String) throws -> PairOverview {
        let file = try PairFile(path: url.path)
        var generator = SeededGenerator(seed: 0)
        let pairs = generator.sample(file.pairs.count, of: file.pairs.count).map { file.pairs[$0] }
        func words(_ text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }
        return PairOverview(
            name: name, sha256: file.sha256, rows: file.rows, repeated: file.repeated,
            dropped: Dictionary(uniqueKeysWithValues: file.dropped.map { ($0.key.rawValue, $0.value) }), pairs: pairs,
            lengths: PairLengths(
                prompt: pairs.map { $0.prompt.reduce(0) { $0 + words($1.content) } },
                chosen: pairs.map { words($0.chosen) }, rejected: pairs.map { words($0.rejected) }))
    }
}
