import ForgeCore

/// Comparisons of the engine with itself: batching, the price of reproducible answers, guessed tokens, kept prefixes.
extension EngineBenchmark {
    /// Continuous against static batches and one request at a time, on prompts of mixed lengths with outputs of mixed
    /// lengths. The others run as fast as they can, without the shapes that make answers reproducible.
    func batching(_ prompts: [Prompt], progress: @Sendable (String) -> Void) async throws -> [StyleMeasurement] {
        func style(_ name: String, _ batching: BatchingStyle, _ batch: Int, reproducible: Bool) -> StyleBenchmark.Style
        {
            .init(
                name: name,
                options: engineOptions(
                    sequences: batch, sharing: false, batching: batching, reproducible: reproducible,
                    speculation: .off))
        }
        let most = options.batch
        let styles =
            [style("continuous \(most)", .continuous, most, reproducible: true)]
            + [4, 8, 16].filter { $0 <= most }.map { style("static \($0)", .static, $0, reproducible: false) }
            + [
                style("sequential", .sequential, 1, reproducible: false),
                style("continuous \(most), not reproducible", .continuous, most, reproducible: false),
            ]
        let work = Self.cycled(prompts, max(prompts.count, most * options.rounds))
        return try await StyleBenchmark(
            modelPath: modelPath, styles: styles, concurrency: most, limits: Self.mixedLimits(options.maxTokens),
            repeats: options.repeats
        ).run(work, progress: progress)
    }

    /// From a third to three times.
    static func mixedLimits(_ tokens: Int) -> [Int] {
        [tokens, tokens / 3, tokens * 2, tokens / 2, tokens * 3].map { max(1, $0) }
    }

    /// The same engine with and without guessed tokens, alone and in a batch.
    ///
    /// - Parameter kinds: prompts by their kind: answers that quote, and ordinary ones, which must not become slower.
    func speculation(
        _ kinds: [String: [Prompt]], progress: @Sendable (String) -> Void
    ) async throws -> [SpeculationMeasurement] {
        var measurements: [SpeculationMeasurement] = []
        for (kind, prompts) in kinds.sorted(by: { $0.key < $1.key }) {
            for concurrency in options.speculationConcurrencies {
                progress("Guessed tokens, \(kind), concurrency \(concurrency)")
                let styles = [SpeculationStyle.auto, .off].map { speculation in
                    StyleBenchmark.Style(
                        name: speculation.rawValue,
                        options: engineOptions(
                            sequences: max(8, concurrency), sharing: true, batching: .continuous, reproducible: true,
                            speculation: speculation))
                }
                let results = try await StyleBenchmark(
                    modelPath: modelPath, styles: styles, concurrency: concurrency,
                    limits: [options.maxTokens * 2], repeats: options.repeats
                ).run(Self.cycled(prompts, max(prompts.count, concurrency)), progress: progress)
                guard let with = results.first, let without = results.last else { continue }
                measurements.append(
                    SpeculationMeasurement(kind: kind, concurrency: concurrency, with: with, without: without))
            }
        }
        return measurements
    }

    /// Questions about contexts that come again in a mixed order: with nothing shared, with what the sequences hold, and
    /// with the store behind them.
    func contexts(_ prompts: [Prompt], progress: @Sendable (String) -> Void) async throws -> [StyleMeasurement] {
        let most = options.batch
        func style(_ name: String, sharing: Bool, bytes: Int?) -> StyleBenchmark.Style {
            var options = engineOptions(
                sequences: most, sharing: sharing, batching: .continuous, reproducible: true, speculation: .off)
            options.prefixBytes = bytes
            return .init(name: name, options: options)
        }
        let styles = [
            style("prefix cache", sharing: true, bytes: nil), style("sequences only", sharing: true, bytes: 0),
            style("off", sharing: false, bytes: 0),
        ]
        return try await StyleBenchmark(
            modelPath: modelPath, styles: styles, concurrency: most, limits: [16], repeats: options.repeats
        ).run(prompts, progress: progress)
    }

    private func engineOptions(
        sequences: Int, sharing: Bool, batching: BatchingStyle, reproducible: Bool, speculation: SpeculationStyle
    ) -> LlamaEngineOptions {
        LlamaEngineOptions(
            contextLength: 1024, parallelSequences: sequences, threads: options.threads,
            adaptiveThreads: options.adaptiveThreads, prefixCache: sharing, batching: batching, batch: sequences,
            isReproducible: reproducible, speculation: speculation)
    }
}

/// Guessed tokens on and off on the same prompts.
package struct SpeculationMeasurement: Sendable, Codable, Hashable {
    package var kind: String
    package var concurrency: Int
    package var with: StyleMeasurement
    package var without: StyleMeasurement

    /// How many times faster it is with guesses.
    package var speedup: Double { without.slowdown }
}
