import ForgeCore

/// Fills a store with experiments: some sample by sample, the many others as their copies, which the database makes by itself.
struct BenchmarkFill {
    let store: any BenchmarkStore
    let config: JSONValue
    /// Tasks that record at once.
    let concurrency: Int

    private static let copiesPerTransaction = 500

    /// Records an experiment of `count` samples, one transaction each, and completes it.
    ///
    /// - Returns: the experiment, and the seconds that recording took.
    @discardableResult
    func record(number: Int, count: Int, named name: String? = nil) async throws -> (Experiment, seconds: Double) {
        let data = try BenchmarkData(number: number, count: count, config: config)
        var experiment = data.experiment
        experiment.name = name ?? experiment.name
        try await store.create(experiment, samples: data.samples)
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                if index >= concurrency { try await group.next() }
                group.addTask { try await store.record(data.prediction(index), calls: [data.call(index)]) }
            }
            try await group.waitForAll()
        }
        let seconds = (clock.now - start).seconds
        try await store.replaceResults(of: experiment.id, BenchmarkVariety.results(number, total: count))
        return (try await store.experiment(experiment.id), seconds)
    }

    /// Makes experiments with these numbers, each with the answers of the template of its data set.
    func copy(_ templates: [Experiment], as numbers: Range<Int>, progress: (Int) -> Void) async throws {
        for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.copiesPerTransaction) {
            progress(first)
            let part = first..<min(first + Self.copiesPerTransaction, numbers.upperBound)
            try await store.addCopies(part.map { copy(of: templates[$0 % templates.count], as: $0) })
        }
    }

    private func copy(of template: Experiment, as number: Int) -> BenchmarkCopy {
        let isStopped = BenchmarkVariety.isStopped(number)
        return BenchmarkCopy(
            experiment: BenchmarkVariety.experiment(
                number, total: template.total, sampleHash: template.sampleHash, config: config),
            template: template.id, done: isStopped ? template.total / 2 : template.total,
            results: isStopped ? [] : BenchmarkVariety.results(number, total: template.total))
    }
}
