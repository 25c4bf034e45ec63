import ForgeCore
import ForgeEngines
import ForgeRemote
import ForgeTesting
import Synchronization
import Testing

/// Against llama.cpp's own server, of the same source and with the same weights as the engine in this process.
@Suite(.serialized, .enabled(if: LlamaServer.isAvailable, "\(LlamaServer.hint)"))
struct RealServerTests {
    private static let questions = [
        "What is the capital of France?", "Who wrote the play Hamlet?", "Name three colours.",
        "How many legs does a spider have?", "What is 12 times 12?", "Is the sun a star?",
    ]

    private static func ask(_ question: String, chat: Bool, maxTokens: Int = 24) -> GenerationRequest {
        let prompt: Prompt = chat ? .chat([ChatMessage(.user, question)]) : .text("Question: \(question)\nAnswer:")
        return GenerationRequest(prompt: prompt, maxTokens: maxTokens)
    }

    private static func local() async throws -> LlamaEngine {
        var options = LlamaEngineOptions(parallelSequences: 1)
        options.gpuLayers = .none
        options.threads = 1
        return try await LlamaEngine.load(path: #require(TestModel.path), options: options)
    }

    @Test func theSameGreedyAnswersAndCountsAsInThisProcess() async throws {
        let local = try await Self.local()
        try await LlamaServer.withEngine { engine async throws in
            for question in Self.questions {
                for chat in [false, true] {
                    let request = Self.ask(question, chat: chat)
                    let (here, there) = (try await local.generate(request), try await engine.generate(request))
                    #expect(there.text == here.text, "\(question) chat: \(chat)")
                    #expect(there.inputTokens == here.inputTokens && there.finishReason == here.finishReason)
                    #expect(!there.hasEstimatedCounts)
                }
            }
            for text in ["", "three words here", "naïve 東京 🎌"] {
                #expect(try await engine.countTokens(in: text) == (try await local.countTokens(in: text)))
            }
        }
        await local.shutdown()
    }

    @Test func streamsWithTimesAndCountsCachedTokens() async throws {
        try await LlamaServer.withEngine { engine async throws in
            let told = Mutex<[String]>([])
            let request = Self.ask("Write a long story about a fox.", chat: true, maxTokens: 40)
            let first = try await engine.generate(request) { piece in told.withLock { $0.append(piece) } }
            #expect(told.withLock { $0.joined() } == first.text && told.withLock { $0.count } > 10)
            #expect(first.timeToFirstToken > 0 && first.timeToFirstToken < first.latency)
            #expect((first.interTokenTimes ?? []).count + 2 >= first.outputTokens)
            #expect(first.outputTokens == 40 && first.finishReason == .length)
            let second = try await engine.generate(request)
            #expect(second.text == first.text)
            #expect(second.cachedTokens > 0 && second.cachedTokens < second.inputTokens)
        }
    }

    @Test func stopsLimitsLogprobsAndSeeds() async throws {
        try await LlamaServer.withEngine { engine async throws in
            var request = Self.ask("Write a long story about a fox.", chat: true, maxTokens: 30)
            let whole = try await engine.generate(request).text
            let word = try #require(whole.split(separator: " ").dropFirst(2).first).description
            request.stop = [word]
            let stopped = try await engine.generate(request)
            #expect(stopped.finishReason == .stop && !stopped.text.contains(word) && whole.hasPrefix(stopped.text))
            for chat in [false, true] {
                var request = Self.ask("What is the capital of France?", chat: chat, maxTokens: 4)
                request.logprobs = 3
                let logprobs = try #require(try await engine.generate(request).logprobs)
                #expect(
                    (1...4).contains(logprobs.count)
                        && logprobs.allSatisfy { $0.chosen.logprob <= 0 && $0.chosen.token >= 0 })
                #expect(logprobs.allSatisfy { $0.alternatives.count == 3 })
                // Greedy: the chosen one is the most probable.
                #expect(logprobs.allSatisfy { $0.chosen.text == $0.alternatives.first?.text })
            }
            request.stop = []
            request.sampling = SamplingOptions(temperature: 1, seed: 7)
            let seeded = try await engine.generate(request).text
            #expect(try await engine.generate(request).text == seeded)
            request.sampling.seed = 8
            #expect(try await engine.generate(request).text != seeded)
        }
    }

    @Test func aPromptThatIsTooLongConcernsItselfAlone() async throws {
        try await LlamaServer.withEngine { engine async throws in
            let long = GenerationRequest(prompt: .text(String(repeating: "a b c d ", count: 3000)), maxTokens: 8)
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(long) }
            #expect(error?.code == "context.overflow" && error?.kind == .resourceExhausted)
            #expect(try await !engine.generate(Self.ask("Is the sun a star?", chat: true)).text.isEmpty)
        }
    }

    @Test func grammarsResponseFormatsAndTools() async throws {
        try await LlamaServer.withEngine { engine async throws in
            var request = Self.ask("Is the sun a star?", chat: true)
            request.grammar = #"root ::= "certainly" | "hardly""#
            #expect(["certainly", "hardly"].contains(try await engine.generate(request).text))
            request = Self.ask("Give the name and age of a person as JSON.", chat: true, maxTokens: 200)
            request.responseFormat = [
                "type": "json_schema",
                "json_schema": [
                    "name": "person",
                    "schema": [
                        "type": "object", "properties": ["age": ["type": "integer"]], "required": ["age"],
                        "additionalProperties": false,
                    ],
                ],
            ]
            let text = try await engine.generate(request).text
            #expect(try JSONValue(parsing: text)["age"]?.int != nil)
            request = Self.ask("What is 6 times 7?", chat: true, maxTokens: 60)
            request.tools = [
                [
                    "type": "function",
                    "function": [
                        "name": "calculator", "description": "computes",
                        "parameters": ["type": "object", "properties": ["expression": ["type": "string"]]],
                    ],
                ]
            ]
            // Whether this small model calls it is its own choice; what it calls was declared.
            let generation = try await engine.generate(request)
            #expect(generation.toolCalls.allSatisfy { $0.name == "calculator" })
            #expect(!generation.text.isEmpty || !generation.toolCalls.isEmpty)
        }
    }

    @Test func manyAtOnceAndACancelledOne() async throws {
        try await LlamaServer.withEngine { engine async throws in
            let endless = Self.ask("Write a very long story.", chat: true, maxTokens: 1500)
            let task = Task { try await engine.generate(endless) }
            try await Task.sleep(for: .milliseconds(300))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await withThrowingTaskGroup(of: Generation.self) { group in
                for question in Self.questions {
                    group.addTask { try await engine.generate(Self.ask(question, chat: true)) }
                }
                for try await generation in group { #expect(!generation.text.isEmpty) }
            }
        }
    }

    @Test func aKeyThatTheServerWants() async throws {
        let key = "right-key-123"
        let error = await #expect(throws: RemoteError.self) {
            try await LlamaServer.withEngine(["--api-key", key]) { engine async throws in
                _ = try await engine.generate(Self.ask("Is the sun a star?", chat: true))
            }
        }
        #expect(error?.code == "server.misconfigured" && error?.remedy?.contains("engine.api_key_env") == true)
        try await LlamaServer.withEngine(["--api-key", key], key: key) { engine async throws in
            #expect(try await !engine.generate(Self.ask("Is the sun a star?", chat: true)).text.isEmpty)
            #expect(engine.info.server?.countsTokens == true && engine.info.contextLength > 0)
        }
    }
}
