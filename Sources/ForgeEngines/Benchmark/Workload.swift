import ForgeCore

/// Sends requests to an engine with a number of them on the way at all times.
struct Workload {
    struct Results {
        var seconds: Double
        var generations: [Generation]

        var inputTokens: Int { generations.reduce(0) { $0 + $1.inputTokens } }
        var outputTokens: Int { generations.reduce(0) { $0 + $1.outputTokens } }
        var cachedTokens: Int { generations.reduce(0) { $0 + $1.cachedTokens } }
        var outputTokensPerSecond: Double { Double(outputTokens) / seconds }
        var promptsPerSecond: Double { Double(generations.count) / seconds }
        var work: EngineWork { generations.compactMap(\.work).reduce(EngineWork(calls: 0), +) }

        /// How many generations have other tokens than those.
        func differing(from others: Results) -> Int {
            zip(generations, others.generations).count { $0.tokens != $1.tokens }
        }
    }

    private let engine: any Engine
    /// Output tokens at most, taken in turn.
    private let limits: [Int]

    init(_ engine: any Engine, maxTokens: Int) { self.init(engine, limits: [maxTokens]) }

    init(_ engine: any Engine, limits: [Int]) {
        self.engine = engine
        self.limits = limits
    }

    func run(_ prompts: [Prompt], concurrency: Int) async throws -> Results {
        let start = ContinuousClock.now
        let generations = try await withThrowingTaskGroup(of: (Int, Generation).self) { group in
            var results = [Generation?](repeating: nil, count: prompts.count)
            for (index, prompt) in prompts.enumerated() {
                if index >= concurrency, let (done, generation) = try await group.next() { results[done] = generation }
                let request = GenerationRequest(prompt: prompt, maxTokens: limits[index % limits.count])
                group.addTask { (index, try await engine.generate(request)) }
            }
            for try await (done, generation) in group { results[done] = generation }
            return results.compactMap { $0 }
        }
        return Results(seconds: start.duration(to: .now).seconds, generations: generations)
    }
}
