import ForgeCore

/// Sends prompts to an engine with a number of them on the way at all times.
struct Workload {
    struct Results {
        var seconds: Double
        var generations: [Generation]

        var inputTokens: Int { generations.reduce(0) { $0 + $1.inputTokens } }
        var outputTokens: Int { generations.reduce(0) { $0 + $1.outputTokens } }
        var cachedTokens: Int { generations.reduce(0) { $0 + $1.cachedTokens } }
        var outputTokensPerSecond: Double { Double(outputTokens) / seconds }
    }

    private let engine: any Engine
    private let maxTokens: Int

    init(_ engine: any Engine, maxTokens: Int) {
        self.engine = engine
        self.maxTokens = maxTokens
    }

    func run(_ prompts: [Prompt], concurrency: Int) async throws -> Results {
        let start = ContinuousClock.now
        let generations = try await withThrowingTaskGroup(of: (Int, Generation).self) { group in
            var results = [Generation?](repeating: nil, count: prompts.count)
            for (index, prompt) in prompts.enumerated() {
                if index >= concurrency, let (done, generation) = try await group.next() { results[done] = generation }
                let request = GenerationRequest(prompt: prompt, maxTokens: maxTokens)
                group.addTask { (index, try await engine.generate(request)) }
            }
            for try await (done, generation) in group { results[done] = generation }
            return results.compactMap { $0 }
        }
        return Results(seconds: start.duration(to: .now).seconds, generations: generations)
    }
}
