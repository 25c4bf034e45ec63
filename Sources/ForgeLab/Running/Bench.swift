package import ForgeAgents
package import ForgeCore
private import Foundation
private import Synchronization

/// What a method works with while it answers one sample: the engine behind the experiment's settings, with every call logged.
package final class Bench: Sendable {
    // A class, because the calls of one sample are collected in one place while child tasks share it.
    private let engine: any Engine
    /// The experiment's knowledge base, for tools that search it by themselves.
    package let retriever: (any Retriever)?
    /// Nil where Wikipedia is not asked.
    package let wikipedia: WikipediaClient?
    /// Tools that the config describes.
    package let tools: [any Tool]
    private let settings: BenchSettings
    private let experimentID: String
    private let index: Int
    private let log = Mutex<[ModelCall]>([])
    private let flagged = Mutex<Set<AnswerFlag>>([])
    private let worked = Mutex<EngineWork?>(nil)
    private let progress: ProgressLog?
    private let start = ContinuousClock.now

    /// - Parameter keeper: where unfinished work is kept; nil keeps none.
    package init(
        engine: any Engine, retriever: (any Retriever)? = nil, wikipedia: WikipediaClient? = nil,
        tools: [any Tool] = [], settings: BenchSettings, experimentID: String, index: Int,
        keeper: ProgressKeeper? = nil
    ) {
        self.tools = tools
        progress = keeper.map(ProgressLog.init)
        self.engine = engine
        self.retriever = retriever
        self.wikipedia = wikipedia
        self.settings = settings
        self.experimentID = experimentID
        self.index = index
    }

    /// The calls made so far, in the order of their steps, those of a run before that was taken up among them.
    package var calls: [ModelCall] {
        (log.withLock { $0 } + (progress?.earlier?.calls ?? [])).sorted { $0.step < $1.step }
    }

    /// What the calls revealed (deadline, dropped prompt tokens).
    package var flags: Set<AnswerFlag> { flagged.withLock { $0 }.union(progress?.earlier?.flags ?? []) }

    /// What the calls of this run cost inside the engine; nil where it does not tell.
    package var work: EngineWork? { worked.withLock { $0 } }

    /// Spent on the sample, by the run before too.
    package var seconds: Double { (progress?.earlier?.seconds ?? 0) + (ContinuousClock.now - start).seconds }

    // MARK: Unfinished work

    /// What a run before kept of this sample, when it was ended in the middle; its calls count unless it is discarded.
    package var unfinished: SampleProgress? { progress?.earlier }

    /// Keeps what the method has reached, with the calls made so far. Does nothing where nothing is kept.
    ///
    /// - Throws: `LabError` when it cannot be stored, which would hit every other sample too.
    package func keep(_ state: JSONValue) async throws {
        guard let progress else { return }
        try await progress.keep(
            state, flags: flags.sorted { $0.rawValue < $1.rawValue }, seconds: seconds, calls: calls)
    }

    /// Forgets what a run before kept: the sample begins anew.
    package func discardUnfinished() async throws { try await progress?.discard() }

    // MARK: Calls

    package func usesChat(_ format: PromptFormat) -> Bool {
        switch format {
        case .auto: engine.info.rendersChat
        case .chat: true
        case .plain: false
        }
    }

    /// Whether the model is known to call tools that requests declare.
    package var callsTools: Bool { engine.info.callsTools }
    /// Whether requests may declare tools at all.
    package var takesTools: Bool { engine.info.server != nil }

    /// One model call. Waits its turn in the engine's batch.
    ///
    /// - Throws: the engine's error, or `CancellationError`.
    package func generate(_ prompt: Prompt, as call: Call) async throws -> Generation {
        let request = settings.request(prompt, call, index: index)
        let startedAt = Timestamp.now()
        let generation = try await engine.generate(request)
        note(generation)
        log.withLock { $0.append(entry(generation, call, startedAt)) }
        return generation
    }

    /// How many tokens the model makes of a text.
    package func countTokens(in text: String) async throws -> Int { try await engine.countTokens(in: text) }

    /// The passages that a query finds in the experiment's knowledge base.
    ///
    /// - Throws: `LabError` `retrieval.query` for a query that cannot be looked up, which concerns one sample alone; the
    ///   retriever's error for what would hit every other one too.
    package func retrieve(_ query: String, by method: RetrievalMethod, k: Int) async throws -> Retrieval {
        guard let retriever else {
            throw LabError(.internalFailure, "retrieval.missing", "a method looks something up without a retriever")
        }
        do {
            return try await retriever.retrieve(query, by: method, k: k)
        } catch let error as any ForgeError where error.kind == .invalidInput {
            throw LabError(
                .invalidInput, LabError.queryCode, "the question cannot be looked up", cause: error.reason,
                remedy: error.remedy)
        } catch let error as any ForgeError where error.kind == .resourceExhausted {
            // Memory and disk are every sample's.
            throw LabError(
                .unavailable, "retrieval.failed", "the knowledge base cannot be searched", cause: error.reason,
                remedy: error.remedy)
        }
    }

    private func note(_ generation: Generation) {
        if let work = generation.work { worked.withLock { $0 = $0.map { $0 + work } ?? work } }
        flagged.withLock { flags in
            if generation.finishReason == .deadline { flags.insert(.deadline) }
            if generation.droppedTokens > 0 { flags.insert(.promptTruncated) }
            if generation.hasEstimatedCounts { flags.insert(.estimatedTokens) }
        }
    }

    private func entry(_ generation: Generation, _ call: Call, _ startedAt: Date) -> ModelCall {
        ModelCall(
            experimentID: experimentID, index: index, step: call.step, purpose: call.purpose,
            engine: engine.info.engine, prompt: generation.renderedPrompt, output: generation.text,
            inputTokens: generation.inputTokens, outputTokens: generation.outputTokens,
            cachedTokens: generation.cachedTokens, finishReason: generation.finishReason,
            latency: generation.latency, timeToFirstToken: generation.timeToFirstToken,
            queueTime: generation.queueTime, memory: ProcessMemory.resident(), startedAt: startedAt)
    }
}

/// The experiment's settings that apply to every call.
package struct BenchSettings: Sendable, Hashable {
    package var generation: GenerationConfig
    package var adapter: String?
    package var seed: UInt64

    package init(generation: GenerationConfig, adapter: String? = nil, seed: UInt64) {
        self.generation = generation
        self.adapter = adapter
        self.seed = seed
    }

    func request(_ prompt: Prompt, _ call: Call, index: Int) -> GenerationRequest {
        GenerationRequest(
            prompt: prompt,
            maxTokens: generation.maxTokens ?? call.maxTokens,
            sampling: SamplingOptions(
                temperature: call.temperature ?? generation.temperature, topP: generation.topP,
                topK: generation.topK, seed: callSeed(index: index, step: call.step)),
            stop: call.stop + generation.stop,
            adapter: adapter,
            overflow: generation.overflow,
            timeLimit: generation.timeLimit, grammar: call.grammar, tools: call.tools,
            pinsPrompt: call.pinsPrompt)
    }

    /// A seed of its own for every call, the same whenever the call is repeated.
    private func callSeed(index: Int, step: Int) -> UInt64 {
        // Mixed one after the other: joined in one number, neighbouring experiment seeds would share call seeds.
        [UInt64(index), UInt64(step)].reduce(SeededGenerator(seed: seed)) { generator, part in
            var generator = generator
            return SeededGenerator(seed: generator.next() ^ part)
        }.firstValue
    }
}

extension SeededGenerator {
    /// The number that the generator begins with.
    fileprivate var firstValue: UInt64 {
        var copy = self
        return copy.next()
    }
}
