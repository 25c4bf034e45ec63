package import ForgeCore
import Foundation

/// Measures the store on an experiment of realistic size: how fast samples are recorded, and how long the pages of
/// `forge list`, `forge show` and the web take.
package struct StoreBenchmark: Sendable {
    package struct Options: Sendable, Codable {
        /// Samples of the large experiment.
        package var predictions: Int
        /// Small experiments beside it, of ten samples each.
        package var experiments: Int
        /// How often each reading is timed.
        package var repetitions: Int
        /// Tasks that record at once.
        package var concurrency: Int

        package init(
            predictions: Int = 100_000, experiments: Int = 200, repetitions: Int = 100, concurrency: Int = 16
        ) {
            self.predictions = predictions
            self.experiments = experiments
            self.repetitions = repetitions
            self.concurrency = concurrency
        }
    }

    private let store: any ExperimentStore
    private let options: Options

    package init(store: any ExperimentStore, options: Options = .init()) {
        self.store = store
        self.options = options
    }

    /// Fills the (empty) store, then times the readings.
    ///
    /// - Parameter progress: told the number of samples recorded so far.
    package func run(progress: @Sendable (Int) -> Void = { _ in }) async throws -> StoreBenchmarkReport {
        let small = try await fillSmall()
        let large = BenchmarkData(number: small, count: options.predictions)
        let seconds = try await fill(large, progress: progress)
        return StoreBenchmarkReport(
            predictions: options.predictions, experiments: small + 1,
            recordedPerSecond: Double(options.predictions) / seconds, readings: try await readings(of: large))
    }

    private func fillSmall() async throws -> Int {
        for number in 0..<options.experiments {
            let data = BenchmarkData(number: number, count: 10)
            try await store.create(data.experiment, samples: data.samples)
            for index in 0..<10 { try await store.record(data.prediction(index), calls: [data.call(index)]) }
        }
        return options.experiments
    }

    /// - Returns: seconds that the recording took.
    private func fill(_ data: BenchmarkData, progress: @Sendable (Int) -> Void) async throws -> Double {
        try await store.create(data.experiment, samples: data.samples)
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<options.predictions {
                if index >= options.concurrency { try await group.next() }
                if index.isMultiple(of: 10_000) { progress(index) }
                let store = store
                group.addTask { try await store.record(data.prediction(index), calls: [data.call(index)]) }
            }
            try await group.waitForAll()
        }
        return (clock.now - start).seconds
    }

    private func readings(of data: BenchmarkData) async throws -> [StoreBenchmarkReport.Reading] {
        var readings: [StoreBenchmarkReport.Reading] = []
        for use in uses(of: data) {
            var times: [Double] = []
            for _ in 0..<use.repetitions {
                let clock = ContinuousClock()
                let start = clock.now
                try await use.read()
                times.append((clock.now - start).seconds * 1000)
            }
            readings.append(StoreBenchmarkReport.Reading(name: use.name, milliseconds: times))
        }
        return readings
    }

    /// One kind of reading.
    private struct Use: Sendable {
        let name: String
        let repetitions: Int
        let read: @Sendable () async throws -> Void

        init(_ name: String, _ repetitions: Int, read: @escaping @Sendable () async throws -> Void) {
            self.name = name
            self.repetitions = repetitions
            self.read = read
        }
    }

    private func uses(of data: BenchmarkData) -> [Use] {
        listUses(data.experiment.id) + pageUses(data.experiment.id) + filterUses(data.experiment.id)
    }

    private func listUses(_ id: String) -> [Use] {
        let (store, n) = (store, options.repetitions)
        let queries: [(String, ExperimentQuery)] = [
            ("list: newest 50", .init()), ("list: by name", .init(sort: .name)),
            ("list: last finished", .init(sort: .finished)), ("list: by method", .init(method: "naive")),
            ("list: by tag", .init(tag: "odd")), ("list: by text", .init(text: "run 1")),
        ]
        return queries.map { name, query in Use(name, n) { _ = try await store.experiments(query) } } + [
            Use("show: experiment, results, fastest and slowest five", n) {
                _ = try await store.experiment(id)
                _ = try await store.results(of: id)
                _ = try await store.predictions(of: id, .init(sort: .fastest, limit: 5))
                _ = try await store.predictions(of: id, .init(sort: .slowest, limit: 5))
            },
            Use("find by part of the id", n) { _ = try await store.findExperiment(String(id.dropFirst(2))) },
            Use("resume: positions that are done", max(3, n / 20)) { _ = try await store.finishedIndices(of: id) },
        ]
    }

    private func pageUses(_ id: String) -> [Use] {
        let (store, n) = (store, options.repetitions)
        return [
            Use("page: first 50", n) { _ = try await store.predictions(of: id, .init()) },
            Use("page: 20 pages of 50 in a row", max(3, n / 20)) {
                var query = PredictionQuery()
                for _ in 0..<20 { query.cursor = try await store.predictions(of: id, query).next }
            },
            Use("page: slowest 50", n) { _ = try await store.predictions(of: id, .init(sort: .slowest)) },
            Use("calls of one sample", n) { _ = try await store.calls(of: id, index: 7, cursor: nil, limit: 50) },
            Use("calls: first 50 of all", n) {
                _ = try await store.calls(of: id, index: nil, cursor: nil, limit: 50)
            },
        ]
    }

    private func filterUses(_ id: String) -> [Use] {
        let (store, n) = (store, max(3, options.repetitions / 5))
        let queries: [(String, PredictionQuery)] = [
            ("filter: correct", .init(metric: "em.squad", correct: true)),
            ("filter: incorrect", .init(metric: "em.squad", correct: false)),
            ("filter: correct, slowest", .init(metric: "em.squad", correct: true, sort: .slowest)),
            ("filter: rarely correct, slowest", .init(metric: "em.rare", correct: true, sort: .slowest)),
            ("filter: failed", .init(status: .failed)), ("filter: answered", .init(status: .answered)),
            ("filter: truncated", .init(flag: .truncated)),
            ("filter: truncated and incorrect", .init(metric: "em.squad", correct: false, flag: .truncated)),
            ("search: common word", .init(text: "because")), ("search: one sample", .init(text: "marker-4242-")),
            ("search: not ASCII", .init(text: "Émile")),
        ]
        return queries.map { name, query in Use(name, n) { _ = try await store.predictions(of: id, query) } }
    }
}
