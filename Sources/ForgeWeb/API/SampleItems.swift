import ForgeCore
import ForgeLab
import Foundation

/// A page of samples with their positions.
struct SampleItems: Encodable {
    struct Row: Encodable {
        var index: Int
        var sample: Sample
    }

    var items: [Row]
    /// Matches over all pages.
    var total: Int
    var population: Int

    init(_ page: SamplePage) {
        items = page.rows.map { Row(index: $0.index, sample: $0.sample) }
        total = page.matches
        population = page.total
    }

    /// The page of an experiment's samples that `text`, `offset` and `limit` ask for.
    init(_ samples: [Sample], _ query: QueryValues) {
        let text = query.text("text")
        let found = samples.indices.filter { index in text.map { samples[index].mentions($0) } ?? true }
        items = found.dropFirst(query.int("offset") ?? 0).prefix(query.int("limit") ?? 20).map {
            Row(index: $0, sample: samples[$0])
        }
        total = found.count
        population = samples.count
    }
}

extension Sample {
    fileprivate func mentions(_ text: String) -> Bool {
        question.localizedCaseInsensitiveContains(text)
            || answers.contains { $0.localizedCaseInsensitiveContains(text) }
    }
}

/// Keeps the sample sets looked at last, which are read whole: paging through one must not read it for every page.
actor SampleSetShelf {
    private static let capacity = 2
    private let store: any ExperimentStore
    private var kept: [(id: String, samples: [Sample])] = []

    init(store: any ExperimentStore) { self.store = store }

    /// A set never changes while its experiment exists.
    func samples(of id: String) async throws -> [Sample] {
        if let found = kept.first(where: { $0.id == id }) { return found.samples }
        let samples = try await store.samples(of: id).samples
        kept.removeAll { $0.id == id }
        kept.append((id, samples))
        if kept.count > Self.capacity { kept.removeFirst() }
        return samples
    }
}
