import CForgeThreads
package import ForgeCore
import Foundation

/// Measures the engine against llama.cpp's bare loop, with and without shared prefixes, alone and beside busy threads.
///
/// Runs that are compared alternate, so that a change of the machine's load meets both.
package struct EngineBenchmark: Sendable {
    package struct Options: Sendable, Codable, Hashable {
        package var concurrencies: [Int]
        package var maxTokens: Int
        package var repeats: Int
        /// Prompts per running sequence in a throughput run.
        package var rounds: Int
        package var busyThreads: Int
        package var contentionConcurrencies: [Int]
        package var threads: Int
        /// Whether the engine may use fewer threads while other work keeps the cores busy.
        package var adaptiveThreads: Bool
        package var parts: [EngineBenchmarkPart]
        /// Requests at a time where batching styles and caches are compared.
        package var batch: Int
        package var speculationConcurrencies: [Int]

        package init(
            concurrencies: [Int] = [1, 8, 16, 32], maxTokens: Int = 48, repeats: Int = 3, rounds: Int = 2,
            busyThreads: Int = 2, contentionConcurrencies: [Int] = [1, 16],
            threads: Int = ProcessInfo.processInfo.activeProcessorCount, adaptiveThreads: Bool = true,
            parts: [EngineBenchmarkPart] = EngineBenchmarkPart.allCases, batch: Int = 16,
            speculationConcurrencies: [Int] = [1, 4, 16]
        ) {
            self.concurrencies = concurrencies
            self.maxTokens = maxTokens
            self.repeats = repeats
            self.rounds = rounds
            self.busyThreads = busyThreads
            self.contentionConcurrencies = contentionConcurrencies
            self.threads = threads
            self.adaptiveThreads = adaptiveThreads
            self.parts = parts
            self.batch = batch
            self.speculationConcurrencies = speculationConcurrencies
        }
    }

    let modelPath: String
    let options: Options

    package init(modelPath: String, options: Options = .init()) {
        self.modelPath = modelPath
        self.options = options
    }

    /// - Parameters:
    ///   - prompts: Different prompts of ordinary length; reused in turn when there are too few.
    ///   - fewShotPrompts: Prompts with a long common beginning; empty to leave that part out.
    ///   - quotingPrompts: Prompts whose answers repeat what stands in them.
    ///   - contextPrompts: Questions about contexts that come again.
    /// - Throws: `EngineError`; `CancellationError`.
    package func run(
        prompts: [Prompt], fewShotPrompts: [Prompt] = [], quotingPrompts: [Prompt] = [],
        contextPrompts: [Prompt] = [], progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> EngineBenchmarkReport {
        guard !prompts.isEmpty else {
            throw EngineError.invalidRequest("The benchmark has no prompts.", remedy: "Give at least one.")
        }
        var report = EngineBenchmarkReport(
            model: modelPath, weightFormat: "", build: LlamaLibrary.build, threads: options.threads,
            repeats: options.repeats, throughput: [], prefix: nil, contention: [])
        for concurrency in options.concurrencies where options.parts.contains(.loop) {
            progress("Engine and bare loop at concurrency \(concurrency)")
            report.throughput.append(try await throughput(prompts, concurrency: concurrency))
        }
        if !fewShotPrompts.isEmpty, options.parts.contains(.fewShot) {
            progress("Few-shot prompts with and without shared prefixes")
            report.prefix = try await prefix(fewShotPrompts, concurrency: 16)
        }
        for concurrency in options.contentionConcurrencies where options.parts.contains(.contention) {
            progress("Beside \(options.busyThreads) busy threads at concurrency \(concurrency)")
            report.contention.append(try await contention(prompts, concurrency: concurrency))
        }
        if options.parts.contains(.batching) {
            progress("Batching styles")
            report.batching = try await batching(prompts + fewShotPrompts, progress: progress)
        }
        if options.parts.contains(.speculation), !quotingPrompts.isEmpty {
            report.speculation = try await speculation(
                ["ordinary": prompts, "quoting": quotingPrompts], progress: progress)
        }
        if options.parts.contains(.contexts), !contextPrompts.isEmpty {
            progress("Questions about contexts that come again")
            report.contexts = try await contexts(contextPrompts, progress: progress)
        }
        report.weightFormat = GGUFHeader.weightFormat(ofFileAt: modelPath)
        return report
    }

    private func engine(concurrency: Int, sharing: Bool) async throws -> LlamaEngine {
        try await LlamaEngine.load(
            path: modelPath,
            options: .init(
                parallelSequences: concurrency, threads: options.threads, adaptiveThreads: options.adaptiveThreads,
                gpuLayers: .none, prefixCache: sharing, speculation: .off))
    }

    static func cycled(_ prompts: [Prompt], _ count: Int) -> [Prompt] {
        (0..<count).map { prompts[$0 % prompts.count] }
    }

    // MARK: Parts

    private func throughput(_ prompts: [Prompt], concurrency: Int) async throws -> ThroughputMeasurement {
        let engine = try await engine(concurrency: concurrency, sharing: false)
        let raw = try await RawRunner.load(
            path: modelPath,
            shape: ContextShape(
                length: 512, sequences: concurrency, batch: 512, threads: options.threads, isUnified: true))
        let work = Self.cycled(prompts, max(4, concurrency * options.rounds))
        var results = try await Workload(engine, maxTokens: options.maxTokens).run(work, concurrency: concurrency)
        let jobs = try await jobs(work, results.generations, engine)
        var (engineSpeeds, rawSpeeds, ratios): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<options.repeats {
            results = try await Workload(engine, maxTokens: options.maxTokens).run(work, concurrency: concurrency)
            engineSpeeds.append(results.outputTokensPerSecond)
            let tokens = jobs.reduce(0) { $0 + $1.outputTokens }
            rawSpeeds.append(Double(tokens) / (try await raw.generate(jobs, slots: concurrency)))
            ratios.append((engineSpeeds.last ?? 0) / (rawSpeeds.last ?? 1))
        }
        await engine.shutdown()
        return ThroughputMeasurement(
            concurrency: concurrency, prompts: work.count, inputTokens: results.inputTokens,
            outputTokens: results.outputTokens, engine: Median.of(engineSpeeds), raw: Median.of(rawSpeeds),
            ratio: Median.of(ratios))
    }

    /// The same prompts with the numbers of output tokens that the engine came to.
    private func jobs(
        _ prompts: [Prompt], _ generations: [Generation], _ engine: LlamaEngine
    ) async throws -> [RawRunner.Job] {
        var jobs: [RawRunner.Job] = []
        for (prompt, generation) in zip(prompts, generations) {
            let tokens = try await engine.tokens(of: prompt).map { Int32($0) }
            jobs.append(.init(prompt: tokens, outputTokens: generation.outputTokens))
        }
        return jobs
    }

    private func prefix(_ prompts: [Prompt], concurrency: Int) async throws -> PrefixMeasurement {
        let sharing = try await engine(concurrency: concurrency, sharing: true)
        let separate = try await engine(concurrency: concurrency, sharing: false)
        var (with, without): ([Double], [Double]) = ([], [])
        var last: Workload.Results?
        for _ in 0..<options.repeats {
            await sharing.clearCache()
            last = try await Workload(sharing, maxTokens: options.maxTokens).run(prompts, concurrency: concurrency)
            with.append(last?.seconds ?? 0)
            without.append(
                try await Workload(separate, maxTokens: options.maxTokens).run(prompts, concurrency: concurrency)
                    .seconds)
        }
        await sharing.shutdown()
        await separate.shutdown()
        return PrefixMeasurement(
            concurrency: concurrency, prompts: prompts.count, inputTokens: last?.inputTokens ?? 0,
            cachedTokens: last?.cachedTokens ?? 0, withSharing: Median.of(with), withoutSharing: Median.of(without),
            speedup: Median.of(zip(with, without).map { $1 / $0 }))
    }

    private func contention(_ prompts: [Prompt], concurrency: Int) async throws -> ContentionMeasurement {
        let engine = try await engine(concurrency: concurrency, sharing: false)
        let work = Self.cycled(prompts, max(4, concurrency * 2))
        let workload = Workload(engine, maxTokens: options.maxTokens)
        let busy = BusyThreads()
        var (idle, contended): ([Double], [Double]) = ([], [])
        for _ in 0..<options.repeats {
            idle.append(try await workload.run(work, concurrency: concurrency).outputTokensPerSecond)
            busy.start(options.busyThreads)
            defer { busy.stop() }
            contended.append(try await workload.run(work, concurrency: concurrency).outputTokensPerSecond)
        }
        await engine.shutdown()
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return ContentionMeasurement(
            concurrency: concurrency, threads: options.threads, cores: cores, busyThreads: options.busyThreads,
            idle: Median.of(idle), contended: Median.of(contended),
            share: Median.of(zip(idle, contended).map { $1 / $0 }),
            fairShare: min(1, Double(cores) / Double(options.busyThreads + options.threads)),
            shortSpin: forge_short_spin_active() != 0)
    }
}
