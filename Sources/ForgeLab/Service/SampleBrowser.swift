package import ForgeCatalogue
package import ForgeCore
private import Foundation

/// A page of a data set's records.
package struct SamplePage: Sendable, Hashable {
    package struct Row: Sendable, Hashable {
        /// Position in the file, from 0.
        package var index: Int
        package var sample: Sample
    }

    package var rows: [Row]
    /// Records that match, over all pages.
    package var matches: Int
    /// Records of the split.
    package var total: Int
}

/// Looks into data sets page by page. The splits looked at last stay in memory, so that a page takes no longer for
/// being one of many.
package actor SampleBrowser {
    private struct Shelf {
        let url: URL
        let modified: Date?
        let samples: [Sample]
    }

    private let library: DatasetLibrary
    private let capacity: Int
    private let mostRecords: Int
    private var shelves: [Shelf] = []

    /// - Parameters:
    ///   - capacity: splits that stay in memory.
    ///   - mostRecords: over all of them; a split with more stays alone.
    package init(library: DatasetLibrary, capacity: Int = 3, mostRecords: Int = 100_000) {
        self.library = library
        self.capacity = capacity
        self.mostRecords = mostRecords
    }

    /// - Parameters:
    ///   - split: the default one for nil.
    ///   - text: part of the question, an answer or the record's id, ignoring case; nil or empty for all.
    /// - Throws: not found when the data set, the split or its file is not here.
    package func page(
        of name: String, split: String?, text: String? = nil, offset: Int, limit: Int
    ) async throws -> SamplePage {
        let samples = try await samples(of: try library.catalogue.dataset(name), split: split)
        let start = max(0, offset)
        guard let text, !text.isEmpty else {
            let indices = min(start, samples.count)..<min(samples.count, start + limit)
            return SamplePage(
                rows: indices.map { .init(index: $0, sample: samples[$0]) }, matches: samples.count,
                total: samples.count)
        }
        let found = await Self.search(samples, for: text)
        return SamplePage(
            rows: found.dropFirst(start).prefix(limit).map { .init(index: $0, sample: samples[$0]) },
            matches: found.count, total: samples.count)
    }

    @concurrent
    private static func search(_ samples: [Sample], for text: String) async -> [Int] {
        samples.indices.filter { matches(samples[$0], text) }
    }

    private static func matches(_ sample: Sample, _ text: String) -> Bool {
        sample.id == text || sample.question.localizedCaseInsensitiveContains(text)
            || sample.answers.contains { $0.localizedCaseInsensitiveContains(text) }
    }

    private func samples(of entry: DatasetEntry, split name: String?) async throws -> [Sample] {
        let split = try entry.split(name)
        let url = try library.located(entry, split).url
        let modified = try? url.resolvingSymlinksInPath().resourceValues(forKeys: [.contentModificationDateKey])
            .contentModificationDate
        if let index = shelves.firstIndex(where: { $0.url == url && $0.modified == modified }) {
            let shelf = shelves.remove(at: index)
            shelves.append(shelf)
            return shelf.samples
        }
        let samples = try await Self.read(entry, split, library)
        shelves.removeAll { $0.url == url }
        shelves.append(Shelf(url: url, modified: modified, samples: samples))
        while shelves.count > 1, shelves.count > capacity || held > mostRecords { shelves.removeFirst() }
        return samples
    }

    private var held: Int { shelves.reduce(0) { $0 + $1.samples.count } }

    /// Off the actor: others may look at what is in memory meanwhile.
    @concurrent
    private static func read(
        _ entry: DatasetEntry, _ split: DatasetSplit, _ library: DatasetLibrary
    ) async throws -> [Sample] {
        try library.samples(of: entry, split: split)
    }
}
