import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeEngines

/// Runs on the real model; answers are compared with llama.cpp's bare loop in the same process, never with stored
/// texts, which would depend on the processor's instruction set.
@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct `Llama engine` {
    private static let questions = [
        "What is the capital of France?", "Who wrote the play Hamlet?", "Name three colours.",
        "How many legs does a spider have?", "What is 12 times 12?",
    ]

    private func load(_ options: LlamaEngineOptions = .init()) async throws -> LlamaEngine {
        var options = options
        options.gpuLayers = .none
        return try await LlamaEngine.load(path: #require(TestModel.path), options: options)
    }

    private func ask(_ question: String, maxTokens: Int = 12) -> GenerationRequest {
        .init(prompt: .text("Question: \(question)\nAnswer:"), maxTokens: maxTokens)
    }

    /// A request that goes on until its limit: the model repeats a repetition.
    private var endless: GenerationRequest {
        .init(prompt: .text(String(repeating: "la la la la la la la la\n", count: 8)), maxTokens: 1500)
    }

    @Test func `One request at a time gives llama.cpp's own greedy tokens`() async throws {
        let engine = try await load(.init(parallelSequences: 1))
        let raw = try await RawRunner.load(
            path: #require(TestModel.path), shape: .init(length: 2048, sequences: 1, batch: 512, threads: 2))
        for question in Self.questions {
            let request = ask(question, maxTokens: 20)
            let generation = try await engine.generate(request)
            let prompt = try await engine.tokens(of: request.prompt).map { Int32($0) }
            #expect(try await raw.answer(to: prompt, maxTokens: 20).map(Int.init) == generation.tokens)
            #expect(generation.cachedTokens == 0)
            #expect(generation.inputTokens == prompt.count)
        }
        await engine.shutdown()
    }

    @Test func `The number of threads does not change the answer`() async throws {
        var answers: [[Int]] = []
        for threads in [1, 2] {
            let engine = try await load(.init(parallelSequences: 1, threads: threads, adaptiveThreads: false))
            answers.append(try await engine.generate(ask("Why is the sky blue?", maxTokens: 24)).tokens)
            await engine.shutdown()
        }
        #expect(answers[0] == answers[1])
    }

    @Test func `Counts and times of a call add up`() async throws {
        let engine = try await load(.init(modelName: "smol", modelSHA256: "abc"))
        #expect(engine.info.model == "smol")
        #expect(engine.info.modelSHA256 == "abc")
        #expect(engine.info.weightFormat == "Q4_1")
        #expect(engine.info.contextLength == 2048)
        let generation = try await engine.generate(
            .init(prompt: .chat([.init(.system, "Answer briefly."), .init(.user, "Say hello.")]), maxTokens: 40))
        #expect(generation.renderedPrompt.hasSuffix("<|im_start|>user\nSay hello.<|im_end|>\n<|im_start|>assistant\n"))
        #expect(!generation.text.isEmpty)
        let endOfTurn = generation.finishReason == .endOfTurn ? 1 : 0
        #expect(generation.outputTokens == generation.tokens.count + endOfTurn)
        #expect(try await engine.render(.chat([.init(.user, "Hi")])).contains("a helpful AI assistant named SmolLM"))
        #expect(generation.timeToFirstToken <= generation.latency)
        #expect(generation.queueTime <= generation.timeToFirstToken)
        #expect(try await engine.countTokens(in: generation.text) == generation.tokens.count)
        await engine.shutdown()
    }

    @Test func `Many requests at once share prefixes and all end`() async throws {
        let engine = try await load(.init(parallelSequences: 4))
        let examples = (1...12).map { "Question: What is \($0) plus \($0)?\nAnswer: \($0 + $0)\n\n" }.joined()
        let generations = try await withThrowingTaskGroup(of: Generation.self) { group in
            for question in Self.questions + Self.questions {
                group.addTask {
                    try await engine.generate(
                        .init(prompt: .text(examples + "Question: \(question)\nAnswer:"), maxTokens: 8))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(generations.count == 10)
        let computed = generations.filter { $0.cachedTokens < $0.inputTokens / 2 }
        #expect(computed.count == 1, "the common examples are computed once")
        await engine.clearCache()
        #expect(try await engine.generate(ask("Who?")).cachedTokens == 0)
        await engine.shutdown()
    }

    @Test func `Sampling repeats with its seed and differs with another`() async throws {
        let engine = try await load(.init(parallelSequences: 1))
        func sample(_ seed: UInt64) async throws -> [Int] {
            var request = ask("Tell me a story.", maxTokens: 16)
            request.sampling = .init(temperature: 1, topP: 0.95, topK: 50, seed: seed)
            return try await engine.generate(request).tokens
        }
        let first = try await sample(1)
        #expect(try await sample(1) == first)
        #expect(try await sample(2) != first)
        await engine.shutdown()
    }

    @Test func `Log-probabilities belong to the greedy choice`() async throws {
        let engine = try await load()
        var request = ask("What is the capital of France?", maxTokens: 5)
        request.logprobs = 3
        let generation = try await engine.generate(request)
        let logprobs = try #require(generation.logprobs)
        #expect(logprobs.map(\.chosen.token) == generation.tokens)
        for entry in logprobs {
            #expect(entry.alternatives.first == entry.chosen)
            #expect(entry.alternatives.count == 3)
            #expect(entry.alternatives.reduce(0) { $0 + exp($1.logprob) } <= 1.000_001)
            #expect(entry.chosen.logprob <= 0)
        }
        await engine.shutdown()
    }

    @Test func `A prompt that overflows the context follows its policy`() async throws {
        let engine = try await load(.init(contextLength: 64, parallelSequences: 2))
        var request = GenerationRequest(
            prompt: .text(String(repeating: "one two three four ", count: 20)), maxTokens: 16)
        let error = await #expect(throws: EngineError.self) { try await engine.generate(request) }
        #expect(error?.code == "context.overflow")
        request.overflow = .shortenOutput
        await #expect(throws: EngineError.self) { try await engine.generate(request) }
        request.overflow = .truncateStart
        let truncated = try await engine.generate(request)
        #expect(truncated.inputTokens == 48)
        #expect(truncated.droppedTokens > 0)
        #expect(try await engine.tokens(of: .text(truncated.renderedPrompt)).count == 48)
        request.prompt = .text(String(repeating: "one two three four ", count: 13))
        request.overflow = .shortenOutput
        let shortened = try await engine.generate(request)
        #expect(shortened.totalTokens <= 64)
        #expect(shortened.droppedTokens == 0)
        await engine.shutdown()
    }

    @Test func `Requests that do not fit together wait for one another`() async throws {
        let engine = try await load(.init(contextLength: 256, parallelSequences: 8, totalTokens: 256))
        let generations = try await withThrowingTaskGroup(of: Generation.self) { group in
            for index in 0..<6 {
                let text = "\(index) " + String(repeating: "word ", count: 150)
                group.addTask { try await engine.generate(.init(prompt: .text(text), maxTokens: 4)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(generations.count == 6)
        await engine.shutdown()
    }

    @Test func `Cancelling one request ends it and spares the others`() async throws {
        let engine = try await load(.init(parallelSequences: 4))
        let other = ask("Name three colours.", maxTokens: 24)
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { try await engine.generate(other).outputTokens }
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { cancelled in
                cancelled.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await engine.generate(endless)
                    }
                }
                try? await Task.sleep(for: .milliseconds(300))
                cancelled.cancelAll()
            }
            #expect(start.duration(to: .now) < .seconds(20))
            let output = try await group.next() ?? 0
            #expect(output > 0)
        }
        await engine.shutdown()
    }

    @Test func `A time limit ends a call with what it has, even inside a step`() async throws {
        let engine = try await load(.init(parallelSequences: 1, batchSize: 2048))
        var request = endless
        request.timeLimit = 1
        let generation = try await engine.generate(request)
        #expect(generation.finishReason == .deadline)
        #expect(generation.latency < 5)
        // A step of 1,900 tokens takes seconds; the limit must not wait for its end.
        request.prompt = .text(String(repeating: "word ", count: 1900))
        request.maxTokens = 4
        request.timeLimit = 0.05
        let aborted = try await engine.generate(request)
        #expect(aborted.finishReason == .deadline)
        #expect(aborted.outputTokens == 0)
        #expect(aborted.latency < 1)
        #expect(try await engine.generate(ask("Who?")).outputTokens > 0, "the engine works on after an aborted step")
        await engine.shutdown()
    }

    @Test func `Shutting down fails what runs and what comes`() async throws {
        let engine = try await load()
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask {
                do {
                    _ = try await engine.generate(endless)
                    return nil
                } catch let error as EngineError {
                    return error.code
                }
            }
            try await Task.sleep(for: .milliseconds(200))
            await engine.shutdown()
            await engine.shutdown()
            let code = try await group.next() ?? nil
            #expect(code == "engine.shut-down")
        }
        await #expect(throws: EngineError.self) { try await engine.generate(ask("Who?")) }
    }

    @Test func `Invalid requests and options are refused by name`() async throws {
        let engine = try await load(.init(contextLength: 128, parallelSequences: 1))
        var requests = [GenerationRequest](repeating: ask("Who?"), count: 8)
        requests[0].maxTokens = 0
        requests[1].sampling.temperature = -1
        requests[2].sampling.topP = 0
        requests[3].timeLimit = 0
        requests[4].prompt = .text("")
        requests[5].prompt = .chat([])
        requests[6].logprobs = -1
        requests[7].maxTokens = .max
        for request in requests {
            let error = await #expect(throws: EngineError.self) { try await engine.generate(request) }
            #expect(error?.code == "request.invalid")
        }
        var adapter = ask("Who?")
        adapter.adapter = TestModel.path
        #expect(
            await #expect(throws: EngineError.self) { try await engine.generate(adapter) }?.code
                == "adapter.not-adapter")
        adapter.adapter = "/nowhere/adapter.gguf"
        #expect(
            await #expect(throws: EngineError.self) { try await engine.generate(adapter) }?.code == "model.not-found")
        await engine.shutdown()
        for options in [
            LlamaEngineOptions(parallelSequences: 0), LlamaEngineOptions(contextLength: 512, totalTokens: 64),
        ] {
            let error = await #expect(throws: EngineError.self) { try await load(options) }
            #expect(error?.code == "engine.invalid-option")
        }
    }

    @Test func `Output is whole UTF-8 wherever it is cut`() async throws {
        let engine = try await load()
        for maxTokens in 1...6 {
            let generation = try await engine.generate(
                .init(prompt: .text("Repeat exactly: 👋🏽👋🏽👋🏽👋🏽\nRepeat: 👋🏽👋🏽👋🏽👋🏽\n👋🏽"), maxTokens: maxTokens))
            #expect(!generation.text.contains("\u{FFFD}"))
            #expect(generation.outputTokens <= maxTokens)
        }
        await engine.shutdown()
    }
}

@Suite struct `Device selection` {
    @Test func `A load that fails on the GPU runs on the CPU with a warning`() throws {
        var (attempts, notes): ([Int], [String]) = ([], [])
        let result = try withCPUFallback(layers: 12, note: { notes.append($0) }) { layers -> String in
            attempts.append(layers)
            if layers > 0 { throw EngineError.loadFailed("m", cause: "out of memory") }
            return "loaded"
        }
        #expect(result == "loaded")
        #expect(attempts == [12, 0])
        #expect(notes.count == 1)
        #expect(notes.first?.contains("out of memory") == true)
    }

    @Test func `What fails on the CPU too is thrown`() {
        #expect(throws: EngineError.self) {
            try withCPUFallback(layers: 12, note: { _ in }) { _ -> String in
                throw EngineError.loadFailed("m", cause: nil)
            }
        }
    }

    @Test func `Memory above nine tenths is reported`() {
        let before = DeviceMemory(free: 4000 << 20, total: 4096 << 20)
        #expect(DeviceMemory(free: 300 << 20, total: 4096 << 20).warnings(before: before, device: "GPU").count == 1)
        #expect(DeviceMemory(free: 500 << 20, total: 4096 << 20).warnings(before: before, device: "GPU").isEmpty)
        #expect(DeviceMemory(free: 0, total: 0).warnings(before: before, device: "GPU").isEmpty)
    }
}
