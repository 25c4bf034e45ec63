import CForgeThreads
import CLlama
package import ForgeCore
import Foundation

/// A GGUF model run by llama.cpp in this process.
///
/// One actor on a thread of its own with continuous batching: requests join the running batch at the next step and
/// leave it when they are done; sequences that begin alike share keys and values. Callers only await `generate`.
package actor LlamaEngine: Engine {
    package nonisolated let info: EngineInfo
    private nonisolated let executor: ThreadExecutor
    /// Nil after `shutdown`.
    private var runtime: LlamaRuntime?
    private var waiting: [LlamaRequest] = []
    private var isStepping = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(runtime: sending LlamaRuntime, executor: ThreadExecutor) {
        info = runtime.info
        self.executor = executor
        self.runtime = runtime
    }

    /// Checks and loads a model file.
    ///
    /// - Throws: `EngineError`: `model.…` when the file is missing, unreadable, cut off, not GGUF or not understood;
    ///   `engine.invalid-option`; `engine.context-failed` when there is not enough memory.
    package static func load(path: String, options: LlamaEngineOptions = .init()) async throws -> LlamaEngine {
        let executor = ThreadExecutor(name: "forge-engine")
        let runtime = try await withCheckedThrowingContinuation { continuation in
            executor.afterWaitingJobs {
                do {
                    continuation.resume(returning: try LlamaRuntime(path: path, options: options))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        return LlamaEngine(runtime: runtime, executor: executor)
    }

    // MARK: Engine

    /// - Throws: `EngineError`: `request.invalid`, `context.overflow`, `template.…`, `adapter.…`, `engine.shut-down`,
    ///   `engine.decode-failed`; `CancellationError` when the calling task is cancelled.
    package nonisolated func generate(_ request: GenerationRequest) async throws -> Generation {
        try await generate(request, teller: nil)
    }

    /// Pieces are told on the engine's thread between its steps: `onText` must be quick.
    package nonisolated func generate(
        _ request: GenerationRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> Generation {
        try await generate(request, teller: TextTeller(onText))
    }

    private nonisolated func generate(_ request: GenerationRequest, teller: TextTeller?) async throws -> Generation {
        try request.validate()
        let ticket = Ticket(timeLimit: request.timeLimit)
        return try await withTaskCancellationHandler {
            try await submit(request, ticket: ticket, teller: teller)
        } onCancel: {
            ticket.cancel()
        }
    }

    package func countTokens(in text: String) async throws -> Int { try open.countTokens(in: text) }

    package func clearCache() async { runtime?.dropCache() }

    package func shutdown() async {
        let requests = waiting + (runtime?.requests ?? [])
        waiting = []
        runtime = nil
        for request in requests { request.fail(EngineError.shutDown) }
    }

    private var open: LlamaRuntime {
        get throws {
            guard let runtime else { throw EngineError.shutDown }
            return runtime
        }
    }

    private func submit(
        _ request: GenerationRequest, ticket: Ticket, teller: TextTeller?
    ) async throws -> Generation {
        let runtime = try open
        let prompt = try runtime.prepare(request)
        var grammar = try runtime.grammar(request)
        return try await withCheckedThrowingContinuation { continuation in
            waiting.append(
                LlamaRequest(
                    request, prompt: prompt, grammar: grammar.take(), ticket: ticket, teller: teller,
                    continuation: continuation))
            stepSoon()
        }
    }

    // MARK: The loop

    /// Lets the next step run after the jobs that are waiting: new requests, cancellations.
    private func stepSoon() {
        guard !isStepping else { return }
        isStepping = true
        executor.afterWaitingJobs { self.assumeIsolated { $0.step() } }
    }

    private func step() {
        isStepping = false
        guard let runtime else { return }
        // A static batch gathers its members: there is nothing to do in the meantime.
        if !runtime.step(&waiting), !waiting.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
        if !waiting.isEmpty || !runtime.running.isEmpty { stepSoon() }
    }
}

extension LlamaEngine {
    /// Threads in use at this moment, for benchmarks and tests.
    package var threadsInUse: Int { runtime?.threadsInUse ?? 0 }

    /// Renders a prompt as `generate` would, without running the model.
    package func render(_ prompt: Prompt) throws -> String { try open.render(prompt) }

    /// The tokens of a text as `generate` would feed them.
    package func tokens(of prompt: Prompt) throws -> [Int] {
        let runtime = try open
        return try runtime.tokens(ofRendered: runtime.render(prompt)).map(Int.init)
    }
}
