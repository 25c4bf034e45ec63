/// What a prefix cache could spare of prompts that were logged, in the order in which they were sent.
///
/// A radix tree of all prompts seen so far gives the ideal; with a budget, the prompts that were unused longest leave it.
/// What prompts have in common is held once. As in the engine, a prefix is taken over in multiples of 8 tokens and at
/// least 8 are left to compute; outputs are not held, so conversations that continue them can do better.
package struct PrefixWhatIf: Sendable {
    /// A call as it was logged.
    package struct Call: Sendable {
        package var tokens: [Int32]
        /// Tokens that were taken over when it was made.
        package var cachedTokens: Int

        package init(tokens: [Int32], cachedTokens: Int) {
            self.tokens = tokens
            self.cachedTokens = cachedTokens
        }
    }

    /// What one cache spared.
    package struct Outcome: Sendable, Codable, Hashable {
        /// Tokens that the cache may hold; nil for any number.
        package var budgetTokens: Int?
        package var budgetBytes: Int?
        package var hits = 0
        package var cachedTokens = 0
    }

    package struct Report: Sendable, Codable, Hashable {
        package var calls: Int
        package var promptTokens: Int
        /// Bytes that the keys and values of one token take.
        package var bytesPerToken: Int
        /// Tokens that a cache for all of the prompts holds.
        package var distinctTokens: Int
        package var measured: Outcome
        package var ideal: Outcome
        package var budgets: [Outcome]

        package func hitRate(_ outcome: Outcome) -> Double? {
            calls == 0 ? nil : Double(outcome.hits) / Double(calls)
        }

        package func share(_ outcome: Outcome) -> Double? {
            promptTokens == 0 ? nil : Double(outcome.cachedTokens) / Double(promptTokens)
        }
    }

    private var tree = PrefixTree()
    private var lastUse: [PrefixTree.Key: Int] = [:]
    private var clock = 0
    private var outcome: Outcome

    private init(budgetTokens: Int?, budgetBytes: Int?) {
        outcome = Outcome(budgetTokens: budgetTokens, budgetBytes: budgetBytes)
    }

    /// - Parameter budgets: bytes that caches may hold.
    package static func report(_ calls: [Call], bytesPerToken: Int, budgets: [Int]) -> Report {
        func simulated(bytes: Int?) -> PrefixWhatIf {
            var cache = PrefixWhatIf(budgetTokens: bytes.map { $0 / max(1, bytesPerToken) }, budgetBytes: bytes)
            for call in calls { cache.take(call.tokens[...]) }
            return cache
        }
        let ideal = simulated(bytes: nil)
        var measured = Outcome()
        for call in calls where call.cachedTokens > 0 {
            measured.hits += 1
            measured.cachedTokens += call.cachedTokens
        }
        return Report(
            calls: calls.count, promptTokens: calls.reduce(0) { $0 + $1.tokens.count }, bytesPerToken: bytesPerToken,
            distinctTokens: ideal.tree.tokenCount, measured: measured, ideal: ideal.outcome,
            budgets: budgets.map { simulated(bytes: $0).outcome })
    }

    private mutating func take(_ prompt: ArraySlice<Int32>) {
        clock += 1
        let found = tree.longest(prompt)
        let most = max(0, prompt.count - LlamaRuntime.pieceMultiple)
        let shared = min(found?.length ?? 0, most) / LlamaRuntime.pieceMultiple * LlamaRuntime.pieceMultiple
        if shared > 0 {
            outcome.hits += 1
            outcome.cachedTokens += shared
        }
        if let found { lastUse[found.key] = clock }
        if let same = tree.insert(prompt, as: clock) { lastUse[same] = clock } else { lastUse[clock] = clock }
        guard let budget = outcome.budgetTokens else { return }
        while tree.tokenCount > budget, let oldest = lastUse.min(by: { $0.value < $1.value })?.key {
            lastUse[oldest] = nil
            tree.remove(oldest)
        }
    }
}

extension GGUFHeader {
    /// Nil when a file claims sizes that no number holds.
    static func product(_ factors: Int...) -> Int? {
        factors.reduce(1) { product, factor in
            guard let product else { return nil }
            let (next, overflows) = product.multipliedReportingOverflow(by: factor)
            return overflows || next < 0 ? nil : next
        }
    }

    /// Bytes that the keys and values of one token take in half precision; nil when the file does not say.
    package var cacheBytesPerToken: Int? {
        func value(_ key: String) -> Int? { self.value(ofArchitecture: key)?.int }
        guard let layers = value("block_count"), let heads = value("attention.head_count"), heads > 0,
            let width = value("attention.key_length") ?? value("embedding_length").map({ $0 / heads })
        else { return nil }
        return Self.product(layers, value("attention.head_count_kv") ?? heads, width, 2, 2)
    }
}
