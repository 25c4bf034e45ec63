import ForgeCore

/// One kind of reading, and how often it is timed.
struct BenchmarkUse: Sendable {
    let name: String
    private let repetitions: Int
    /// Is told which repetition it is.
    private let read: @Sendable (Int) async throws -> Void

    init(_ name: String, _ repetitions: Int, read: @escaping @Sendable (Int) async throws -> Void) {
        self.name = name
        self.repetitions = repetitions
        self.read = read
    }

    func time() async throws -> StoreBenchmarkReport.Reading {
        let clock = ContinuousClock()
        var times: [Double] = []
        for repetition in 0..<repetitions {
            let start = clock.now
            try await read(repetition)
            times.append((clock.now - start).seconds * 1000)
        }
        return StoreBenchmarkReport.Reading(name: name, milliseconds: times)
    }

    /// - Parameter n: how often each is timed; those that read much, less often.
    static func all(_ store: any ExperimentStore, large: Experiment, experiments: Int, _ n: Int) -> [BenchmarkUse] {
        sorts(store, experiments, n) + filters(store, n) + overviews(store, n) + experiment(store, large.id, n)
            + pages(store, large, n) + predictionFilters(store, large.id, max(3, n / 5))
    }
}

// MARK: Lists of experiments

extension BenchmarkUse {
    private static let pageSize = 50

    /// The first, the middle and the last page in turn, both ways.
    private static func sorts(_ store: any ExperimentStore, _ experiments: Int, _ n: Int) -> [BenchmarkUse] {
        let offsets = [0, experiments / 2, max(0, experiments - pageSize)]
        return ExperimentSort.allCases.flatMap { sort in
            [false, true].map { isReversed in
                BenchmarkUse("list: by \(sort.rawValue)\(isReversed ? ", reversed" : "")", n) { repetition in
                    _ = try await store.experiments(
                        .init(
                            hasDetails: false, sort: sort, isReversed: isReversed, offset: offsets[repetition % 3],
                            limit: pageSize))
                }
            }
        }
    }

    private static func filters(_ store: any ExperimentStore, _ n: Int) -> [BenchmarkUse] {
        let filters: [(String, ExperimentQuery)] = [
            ("status completed", .init(statuses: [.completed])), ("status stopped", .init(statuses: [.stopped])),
            ("method", .init(method: "naive")), ("model", .init(model: "gemma3-270m")),
            ("data set", .init(dataset: "triviaqa")), ("common tag", .init(tag: "odd")),
            ("rare tag", .init(tag: "batch 1")), ("no such tag", .init(tag: "none")), ("text", .init(text: "run 1")),
            ("text, rare", .init(text: "run 4242")), ("text not ASCII", .init(text: "É")),
            ("method, model and data set", .init(method: "naive", model: "gemma3-270m", dataset: "boolq")),
            ("deleted only", .init(deleted: .only)), ("deleted too", .init(deleted: .shown)),
        ]
        return filters.flatMap { name, query in
            [ExperimentSort.created, .value].map { sort in
                BenchmarkUse("filter: \(name), by \(sort.rawValue)", n) { repetition in
                    var query = query
                    query.hasDetails = false
                    query.sort = sort
                    query.offset = repetition % 3 * pageSize
                    _ = try await store.experiments(query)
                }
            }
        }
    }

    private static func overviews(_ store: any ExperimentStore, _ n: Int) -> [BenchmarkUse] {
        [
            BenchmarkUse("list of 50 with results", n) { _ in
                let ids = try await store.experiments(.init(hasDetails: false, limit: pageSize)).items.map(\.id)
                _ = try await store.results(of: ids, metrics: nil)
            },
            BenchmarkUse("list of 50 with configs", n) { _ in
                _ = try await store.experiments(.init(limit: pageSize))
            },
            BenchmarkUse("facets", n) { _ in _ = try await store.facets() },
            BenchmarkUse("leaders", n) { _ in _ = try await store.leaders() },
            BenchmarkUse("queue", n) { _ in _ = try await store.queue() },
            BenchmarkUse("ping", n) { _ in try await store.ping() },
        ]
    }
}

// MARK: One experiment

extension BenchmarkUse {
    private static func experiment(_ store: any ExperimentStore, _ id: String, _ n: Int) -> [BenchmarkUse] {
        [
            BenchmarkUse("experiment", n) { _ in _ = try await store.experiment(id) },
            BenchmarkUse("results", n) { _ in _ = try await store.results(of: id) },
            BenchmarkUse("show: experiment, results, fastest and slowest five", n) { _ in
                _ = try await store.experiment(id)
                _ = try await store.results(of: id)
                _ = try await store.predictions(of: id, .init(sort: .fastest, limit: 5))
                _ = try await store.predictions(of: id, .init(sort: .slowest, limit: 5))
            },
            BenchmarkUse("find by part of the id", n) { _ in
                _ = try await store.findExperiment(String(id.dropFirst(2)))
            },
            BenchmarkUse("an id that does not exist", n) { _ in _ = try? await store.experiment("zzzzzzzzzzzz") },
            BenchmarkUse("resume: positions that are done", max(3, n / 20)) { _ in
                _ = try await store.finishedIndices(of: id)
            },
            BenchmarkUse("latencies", n) { _ in _ = try await store.latencies(of: id) },
            BenchmarkUse("sums of scores", n) { _ in _ = try await store.scoreTallies(of: id) },
            BenchmarkUse("outcomes of all", n) { _ in
                _ = try await store.outcomes(of: id, metric: "em.squad", range: 0..<Int.max)
            },
            BenchmarkUse("outcomes of 500", n) { repetition in
                let first = repetition * 100
                _ = try await store.outcomes(of: id, metric: "em.squad", range: first..<first + 500)
            },
        ]
    }

    private static func pages(_ store: any ExperimentStore, _ large: Experiment, _ n: Int) -> [BenchmarkUse] {
        let (id, offsets) = (large.id, [0, large.total / 2, max(0, large.total - pageSize)])
        let pages = PredictionSort.allCases.map { sort in
            BenchmarkUse("examples: by \(sort.rawValue)", n) { repetition in
                _ = try await store.predictions(of: id, .init(sort: sort, offset: offsets[repetition % 3]))
            }
        }
        return pages + [
            BenchmarkUse("examples: 20 pages of 50 in a row", max(3, n / 20)) { _ in
                var query = PredictionQuery()
                for _ in 0..<20 { query.cursor = try await store.predictions(of: id, query).next }
            },
            BenchmarkUse("one example", n) { repetition in
                _ = try await store.predictions(of: id, .init(indices: [repetition], limit: 1))
            },
            BenchmarkUse("calls of one sample", n) { _ in
                _ = try await store.calls(of: id, index: 7, cursor: nil, limit: 50)
            },
            BenchmarkUse("calls: first 50 of all", n) { _ in
                _ = try await store.calls(of: id, index: nil, cursor: nil, limit: 50)
            },
        ]
    }

    private static func predictionFilters(_ store: any ExperimentStore, _ id: String, _ n: Int) -> [BenchmarkUse] {
        let queries: [(String, PredictionQuery)] = [
            ("correct", .init(metric: "em.squad", correct: true)),
            ("incorrect", .init(metric: "em.squad", correct: false)),
            ("correct, slowest", .init(metric: "em.squad", correct: true, sort: .slowest)),
            ("rarely correct, slowest", .init(metric: "em.rare", correct: true, sort: .slowest)),
            ("failed", .init(status: .failed)), ("answered", .init(status: .answered)),
            ("answered, slowest", .init(status: .answered, sort: .slowest)),
            ("truncated", .init(flag: .truncated)),
            ("truncated and incorrect", .init(metric: "em.squad", correct: false, flag: .truncated)),
            ("common word", .init(text: "because")), ("one sample", .init(text: "marker-4242-")),
            ("not ASCII", .init(text: "Émile")),
            ("common word, incorrect", .init(metric: "em.squad", correct: false, text: "because")),
        ]
        return queries.map { name, query in
            BenchmarkUse("examples: \(name)", n) { repetition in
                var query = query
                query.offset = repetition % 3 * pageSize
                _ = try await store.predictions(of: id, query)
            }
        }
    }
}
