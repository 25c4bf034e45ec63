import ForgeCore

/// What embedder, reranker and judge share: texts are tokenised by the caller's task and computed by the runner.
struct EncoderPipeline: Sendable {
    let info: EncoderInfo
    let tokenizer: any Tokenizer
    let network: any Network
    private let runner: NetworkRunner

    /// Texts tokenised at once: enough for a batch, few enough that the runner need not wait for the rest.
    private static let chunk = 32
    private let chunksInFlight: Int

    init(info: EncoderInfo, tokenizer: any Tokenizer, network: any Network, threads: Int) {
        self.info = info
        self.tokenizer = tokenizer
        self.network = network
        let threads = max(1, threads)
        // Two chunks for every thread: one is computed while the next is tokenised.
        chunksInFlight = 2 * threads
        runner = NetworkRunner(network, threads: threads, batchTokens: 192, name: info.name)
    }

    /// One row per item, in order.
    func rows<Item: Sendable>(_ items: [Item], tokenize: @escaping @Sendable (Item) -> TokenSequence) async throws
        -> [[Float]]
    {
        if items.count <= Self.chunk { return try await compute(items[...], tokenize) }
        var chunks = stride(from: 0, to: items.count, by: Self.chunk).map {
            items[$0..<min($0 + Self.chunk, items.count)]
        }[...]
        return try await withThrowingTaskGroup(of: (Int, [[Float]]).self) { group in
            func startNext() {
                guard let chunk = chunks.popFirst() else { return }
                group.addTask { (chunk.startIndex, try await compute(chunk, tokenize)) }
            }
            for _ in 0..<chunksInFlight { startNext() }
            var rows: [[Float]] = Array(repeating: [], count: items.count)
            for try await (start, part) in group {
                rows.replaceSubrange(start..<start + part.count, with: part)
                startNext()
            }
            return rows
        }
    }

    // On the shared pool: tokenising takes a few milliseconds a chunk, and callers go on meanwhile.
    @concurrent
    private func compute<Item: Sendable>(
        _ items: ArraySlice<Item>, _ tokenize: @Sendable (Item) -> TokenSequence
    ) async throws -> [[Float]] {
        try Task.checkCancellation()
        let sequences = items.map(tokenize)
        guard sequences.allSatisfy({ $0.fits(network) }) else {
            throw NetworkError(
                .invalidInput, "tokens.outside", "\(info.name) cannot read a text's tokens.",
                cause: "The tokenizer gave ids, types or lengths that the model has no rows for.",
                remedy: "Take the tokenizer's files from the same model.")
        }
        let rows = try await runner.run(sequences)
        guard rows.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw NetworkError(
                .invalidInput, "weights.not-finite", "\(info.name) computed numbers that are not finite.",
                cause: "Its weights hold infinities, or values too large for float32.",
                remedy: "Download the model again, or use another one.")
        }
        return rows
    }
}
