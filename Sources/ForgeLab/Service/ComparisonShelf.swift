import ForgeCore

/// Keeps the comparisons made last: resampling takes long, and a page of examples needs the whole comparison again.
///
/// A comparison is made anew when one of its experiments was scored again.
package actor ComparisonShelf {
    private struct Key: Hashable {
        let ids: [String]
        let options: ComparisonOptions
        let results: [[MetricResult]]
        let names: [String]
    }

    private let service: ExperimentService
    private let capacity: Int
    private var kept: [(key: Key, comparison: Comparison)] = []

    package init(service: ExperimentService, capacity: Int = 16) {
        self.service = service
        self.capacity = capacity
    }

    /// As `ExperimentService.compare`.
    package func compare(_ ids: [String], options: ComparisonOptions) async throws -> Comparison {
        let key = try await key(ids, options)
        if let index = kept.firstIndex(where: { $0.key == key }) {
            let entry = kept.remove(at: index)
            kept.append(entry)
            return entry.comparison
        }
        let comparison = try await Self.make(ids, options, service)
        kept.append((key, comparison))
        if kept.count > capacity { kept.removeFirst() }
        return comparison
    }

    /// Off the actor: what is kept can be had meanwhile.
    @concurrent
    private static func make(
        _ ids: [String], _ options: ComparisonOptions, _ service: ExperimentService
    ) async throws -> Comparison {
        try await service.compare(ids, options: options)
    }

    private func key(_ ids: [String], _ options: ComparisonOptions) async throws -> Key {
        var results: [[MetricResult]] = []
        var names: [String] = []
        for id in ids {
            names.append(try await service.store.experiment(id).name)
            results.append(try await service.store.results(of: id))
        }
        return Key(ids: ids, options: options, results: results, names: names)
    }
}
