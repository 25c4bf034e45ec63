package import ForgeCore

/// How fast an encoder reads: whole calls as a caller makes them, tokenising included.
package struct EncoderBenchmark: Sendable {
    package struct Result: Sendable, Codable, Hashable {
        package var precision: String
        package var texts: Int
        /// Tokens a text, special ones included.
        package var meanTokens: Double
        /// Of the median round.
        package var seconds: Double
        package var textsPerSecond: Double
        package var tokensPerSecond: Double
        /// Operations of the network's products and attention, two a multiplication.
        package var gigaflopsPerSecond: Double
        /// Seconds of every round, in order.
        package var rounds: [Double]
    }

    package var rounds: Int
    /// Texts of one call.
    package var batch: Int

    package init(rounds: Int = 5, batch: Int = 100) {
        self.rounds = max(1, rounds)
        self.batch = max(1, batch)
    }

    /// Embeds all texts once to warm up and then `rounds` times, batch after batch.
    ///
    /// - Throws: `NetworkError` when the embedder is not one of this target's, or there are no texts.
    package func run(_ embedder: any Embedder, texts: [String]) async throws -> Result {
        guard let embedder = embedder as? TextEmbedder, !texts.isEmpty else {
            throw NetworkError(
                .invalidInput, "benchmark.nothing", "There is nothing to measure.",
                cause: texts.isEmpty ? "No texts were given." : "The embedder is not a network of this program.")
        }
        let lengths = embedder.lengths(of: texts)
        let operations = lengths.reduce(0.0) { $0 + embedder.operations(tokens: $1) }
        let seconds = try await measure(embedder, texts)
        let median = seconds.sorted()[seconds.count / 2]
        let tokens = Double(lengths.reduce(0, +))
        return Result(
            precision: embedder.info.precision, texts: texts.count, meanTokens: tokens / Double(texts.count),
            seconds: median, textsPerSecond: Double(texts.count) / median, tokensPerSecond: tokens / median,
            gigaflopsPerSecond: operations / median / 1e9, rounds: seconds)
    }

    private func measure(_ embedder: TextEmbedder, _ texts: [String]) async throws -> [Double] {
        var seconds: [Double] = []
        for round in 0...rounds {
            let start = ContinuousClock.now
            for first in stride(from: 0, to: texts.count, by: batch) {
                _ = try await embedder.embed(Array(texts[first..<min(first + batch, texts.count)]))
            }
            if round > 0 { seconds.append((ContinuousClock.now - start).seconds) }
        }
        return seconds
    }
}

extension TextEmbedder {
    fileprivate func lengths(of texts: [String]) -> [Int] {
        texts.map { pipeline.tokenizer.encode($0, maxLength: info.maxTokens).ids.count }
    }

    fileprivate func operations(tokens: Int) -> Double {
        (pipeline.network as? EmbeddingNetwork)?.encoder.operations(tokens: tokens) ?? 0
    }
}

extension EncoderStack {
    /// Floating-point operations for one sequence: every weight once a token, and attention's two products.
    func operations(tokens: Int) -> Double {
        layers.reduce(0.0) { sum, layer in
            let weights = [
                layer.attention.projection, layer.attention.output, layer.feedForward.up, layer.feedForward.down,
            ].reduce(0.0) { $0 + Double($1.inputs * $1.outputs) }
            return sum + 2 * Double(tokens) * (weights + 2 * Double(tokens * width))
        }
    }
}
