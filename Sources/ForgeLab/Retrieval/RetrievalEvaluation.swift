package import ForgeCore

/// Measures how well retrieval methods find the documents that judged queries ask for.
///
/// A document stands where its best chunk stands, as is usual when passages are searched and documents judged.
package struct RetrievalEvaluation: Sendable {
    package struct Options: Sendable, Hashable {
        /// The k of nDCG@k, recall@k and MRR@k, in documents.
        package var depth: Int
        /// Queries in flight at once.
        package var concurrency: Int
        package var seed: UInt64

        package init(depth: Int = 10, concurrency: Int = 4, seed: UInt64 = 0) {
            self.depth = depth
            self.concurrency = concurrency
            self.seed = seed
        }
    }

    private let retriever: any Retriever
    private let judged: JudgedQueries
    private let options: Options
    /// Chunks asked for per document wanted: several chunks of one document are one result.
    private static let chunksPerDocument = 2

    package init(retriever: any Retriever, judged: JudgedQueries, options: Options = Options()) {
        self.retriever = retriever
        self.judged = judged
        self.options = options
    }

    /// - Parameter onProgress: a method, and how many of the queries it has done.
    /// - Throws: the retriever's error, `CancellationError`.
    package func run(
        _ methods: [RetrievalMethod],
        onProgress: @escaping @Sendable (RetrievalMethod, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) async throws -> RetrievalReport {
        try await warmUp(methods)
        var outcomes: [(RetrievalMethod, [Outcome])] = []
        for method in methods {
            onProgress(method, 0, judged.queries.count)
            outcomes.append((method, try await answers(by: method) { onProgress(method, $0, judged.queries.count) }))
        }
        return RetrievalReport(
            retriever: retriever.info, queries: judged.queries.count, depth: options.depth,
            methods: outcomes.map { score($0.0, $0.1) }, differences: differences(outcomes))
    }

    /// One query by each method that nobody times: weights are packed, files mapped and indexes made at first use, which
    /// would all be charged to the method that comes first.
    private func warmUp(_ methods: [RetrievalMethod]) async throws {
        guard let query = judged.queries.first else { return }
        for method in methods {
            try Task.checkCancellation()
            _ = try await retriever.retrieve(query.text, by: method, k: options.depth * Self.chunksPerDocument)
        }
    }

    /// What one query found: its scores and its seconds.
    struct Outcome: Sendable {
        var ndcg: Double
        var recall: Double
        var reciprocalRank: Double
        var seconds: Double
    }

    private func answers(by method: RetrievalMethod, onDone: (Int) -> Void) async throws -> [Outcome] {
        var outcomes = [Outcome?](repeating: nil, count: judged.queries.count)
        var open = judged.queries.indices.makeIterator()
        var done = 0
        try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            func startNext() {
                guard let index = open.next() else { return }
                group.addTask { (index, try await outcome(of: judged.queries[index], by: method)) }
            }
            for _ in 0..<max(1, options.concurrency) { startNext() }
            while let (index, outcome) = try await group.next() {
                outcomes[index] = outcome
                done += 1
                onDone(done)
                startNext()
            }
        }
        return outcomes.compactMap { $0 }
    }

    private func outcome(of query: JudgedQueries.Query, by method: RetrievalMethod) async throws -> Outcome {
        try Task.checkCancellation()
        let start = ContinuousClock.now
        let found = try await retriever.retrieve(query.text, by: method, k: options.depth * Self.chunksPerDocument)
        let seconds = (ContinuousClock.now - start).seconds
        let ranking = Self.documents(found.passages, limit: options.depth)
        let gains = ranking.map { query.gains[$0] ?? 0 }
        let relevant = query.gains.values.count { $0 > 0 }
        let isRelevant = gains.map { $0 > 0 }
        return Outcome(
            ndcg: RetrievalMeasures.ndcg(gains: gains, ideal: Array(query.gains.values), k: options.depth) ?? 0,
            recall: RetrievalMeasures.recall(isRelevant, relevant: relevant, k: options.depth) ?? 0,
            reciprocalRank: RetrievalMeasures.reciprocalRank(isRelevant, relevant: relevant, k: options.depth) ?? 0,
            seconds: seconds)
    }

    /// The documents in the order of their best chunk.
    static func documents(_ passages: [RetrievedPassage], limit: Int) -> [String] {
        var seen: Set<String> = []
        return Array(passages.map(\.document).filter { seen.insert($0).inserted }.prefix(limit))
    }

    private func score(_ method: RetrievalMethod, _ outcomes: [Outcome]) -> RetrievalReport.Score {
        func mean(_ path: KeyPath<Outcome, Double>) -> RetrievalReport.Mean {
            let values = outcomes.map { $0[keyPath: path] }
            return RetrievalReport.Mean(
                value: Statistics.mean(values) ?? 0,
                interval: Statistics.bootstrapMean(values, seed: options.seed))
        }
        let seconds = outcomes.map(\.seconds)
        return RetrievalReport.Score(
            method: method, ndcg: mean(\.ndcg), recall: mean(\.recall), reciprocalRank: mean(\.reciprocalRank),
            median: Statistics.percentile(seconds, 50) ?? 0, p95: Statistics.percentile(seconds, 95) ?? 0)
    }

    /// Every method against every one before it, on the same queries, p values adjusted together.
    private func differences(_ outcomes: [(RetrievalMethod, [Outcome])]) -> [RetrievalReport.Difference] {
        var found: [RetrievalReport.Difference] = []
        for (later, entry) in outcomes.enumerated() {
            for earlier in outcomes.prefix(later) {
                let (scores, others) = (entry.1.map(\.ndcg), earlier.1.map(\.ndcg))
                guard let difference = Statistics.pairedBootstrap(scores, others, seed: options.seed),
                    let test = Statistics.signFlip(zip(scores, others).map { $0 - $1 }, seed: options.seed)
                else { continue }
                found.append(
                    RetrievalReport.Difference(
                        method: entry.0, baseline: earlier.0, ndcg: difference, pValue: test.pValue))
            }
        }
        let adjusted = Statistics.holm(found.map(\.pValue))
        for index in found.indices { found[index].adjustedP = adjusted[index] }
        return found
    }
}
