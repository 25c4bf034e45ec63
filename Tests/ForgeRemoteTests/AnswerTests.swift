import ForgeCore
import ForgeRemote
import ForgeTesting
import Synchronization
import Testing

@Suite struct AnswerTests {
    /// Times are compared loosely: on a busy machine pieces may be read together.
    @Test func streamsAnAnswerWithItsCountsAndTimes() async throws {
        let server = ModelServer(otherwise: .words(["The", " city", " of Paris"], pause: 0.4))
        try await server.withEngine { engine async throws in
            let told = Mutex("")
            let generation = try await engine.generate(.ask()) { piece in told.withLock { $0 += piece } }
            #expect(generation.text == "The city of Paris")
            #expect(told.withLock { $0 } == generation.text)
            #expect(generation.inputTokens == 7 && generation.outputTokens == 3 && generation.cachedTokens == 4)
            #expect(generation.finishReason == .endOfTurn)
            #expect(generation.interTokenTimes?.count == 2)
            #expect((generation.interTokenTimes ?? []).reduce(0, +) > 0.1)
            #expect(generation.timeToFirstToken > 0 && generation.latency > generation.timeToFirstToken + 0.1)
            #expect(!generation.hasEstimatedCounts)
            #expect(generation.renderedPrompt == "[user]\nCapital of France?")
        }
    }

    /// Every place at which two pieces can be cut, within characters and within line ends too.
    @Test func bytesMayBeCutAnywhere() async throws {
        let events = ModelServer.Reply.events(["Zürich", " 東京 🎌", " end"]).joined()
        let bytes = Array(events.replacing("\n\n", with: "\r\n\r\n").utf8)
        let replies = (1..<bytes.count).map { ModelServer.Reply.stream([Array(bytes[..<$0]), Array(bytes[$0...])]) }
        let server = ModelServer(replies)
        try await server.withEngine { engine async throws in
            for _ in replies { #expect(try await engine.generate(.ask()).text == "Zürich 東京 🎌 end") }
        }
    }

    @Test func oneByteAtATime() async throws {
        let bytes = Array(ModelServer.Reply.events(["naïve", " 🎌"]).joined().utf8)
        let server = ModelServer(otherwise: .stream(bytes.map { [$0] }))
        try await server.withEngine { engine async throws in
            #expect(try await engine.generate(.ask()).text == "naïve 🎌")
        }
    }

    @Test func aWholeAnswerInsteadOfAStreamIsUnderstood() async throws {
        let body =
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":"Paris"},"finish_reason":"length"}],"usage":\#(ModelServer.Reply.usage)}"#
        try await ModelServer(otherwise: .json(body)).withEngine { engine async throws in
            let generation = try await engine.generate(.ask())
            #expect(generation.text == "Paris" && generation.finishReason == .length && generation.inputTokens == 7)
        }
    }

    @Test func plainTextGoesToCompletions() async throws {
        let body = #"data: {"choices":[{"index":0,"text":" Paris","finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"
        let server = ModelServer(otherwise: .stream([Array(body.utf8)]))
        try await server.withEngine { engine async throws in
            let request = GenerationRequest(prompt: .text("The capital is"), maxTokens: 4, stop: ["\n"])
            let generation = try await engine.generate(request)
            #expect(generation.text == " Paris" && generation.finishReason == .stop)
            #expect(generation.renderedPrompt == "The capital is")
        }
        #expect(server.completions.first?.path == "/v1/completions")
        #expect(server.completions.first?.body["prompt"] == "The capital is")
    }

    @Test func stopStringsThatTheServerDoesNotKnowCutHereToo() async throws {
        let server = ModelServer(otherwise: .words(["one", " tw", "o th", "ree", " four"]))
        try await server.withEngine { engine async throws in
            let told = Mutex("")
            let request = GenerationRequest.ask(stop: ["a", "b", "c", "d", "two"])
            let generation = try await engine.generate(request) { piece in told.withLock { $0 += piece } }
            #expect(generation.text == "one " && told.withLock { $0 } == "one ")
            #expect(generation.finishReason == .stop)
        }
        // OpenAI takes four.
        #expect(server.completions.first?.body["stop"]?.array?.count == 4)
    }

    @Test(arguments: [
        nil, #"{"prompt_tokens":-1,"completion_tokens":3}"#, #"{"prompt_tokens":5,"completion_tokens":0}"#,
        #"{"prompt_tokens":5,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":9}}"#,
        #"{"prompt_tokens":"x"}"#,
    ])
    func countsThatCannotBeAreEstimatedAndSaidToBe(usage: String?) async throws {
        let server = ModelServer(otherwise: .words(["a", "b", "c", "d"], usage: usage))
        try await server.withEngine { engine async throws in
            let generation = try await engine.generate(.ask())
            #expect(generation.hasEstimatedCounts)
            #expect(generation.outputTokens == 4 && generation.inputTokens > 0 && generation.cachedTokens == 0)
        }
    }

    @Test func thoughtsStandWhereTheModelHadThem() async throws {
        let events = [
            #"{"choices":[{"index":0,"delta":{"reasoning_content":"Hm, "}}]}"#,
            #"{"choices":[{"index":0,"delta":{"reasoning_content":"France."}}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"Paris"},"finish_reason":"stop"}]}"#,
        ]
        let body = events.map { "data: \($0)\n\n" }.joined()
        try await ModelServer(otherwise: .stream([Array(body.utf8)])).withEngine { engine async throws in
            #expect(try await engine.generate(.ask()).text == "<think>\nHm, France.\n</think>\nParis")
        }
    }

    @Test func toolCallsAreJoinedFromTheirPieces() async throws {
        let deltas = [
            #"{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"search","arguments":""}}]}"#,
            #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"query\":"}}]}"#,
            #"{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]}"#,
            #"{"tool_calls":[{"index":1,"id":"c2","function":{"name":"finish","arguments":"{}"}}]}"#,
        ]
        let body =
            deltas.map { "data: {\"choices\":[{\"index\":0,\"delta\":\($0)}]}\n\n" }.joined()
            + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n"
        let server = ModelServer(otherwise: .stream([Array(body.utf8)]))
        try await server.withEngine { engine async throws in
            var request = GenerationRequest(
                prompt: .chat([
                    ChatMessage(.user, "?"),
                    ChatMessage(.assistant, "", toolCalls: [NativeToolCall(id: "c0", name: "search", arguments: "{}")]),
                    ChatMessage(.tool, "nothing", toolCallID: "c0"),
                ]))
            request.tools = [["type": "function", "function": ["name": "search"]]]
            request.responseFormat = ["type": "json_object"]
            let generation = try await engine.generate(request)
            #expect(
                generation.toolCalls == [
                    NativeToolCall(id: "c1", name: "search", arguments: #"{"query":"Paris"}"#),
                    NativeToolCall(id: "c2", name: "finish", arguments: "{}"),
                ])
            #expect(generation.finishReason == .toolCall && generation.text.isEmpty)
        }
        let sent = try #require(server.completions.first?.body)
        #expect(sent["tools"]?.array?.count == 1 && sent["response_format"]?["type"] == "json_object")
        #expect(sent["messages"]?.array?[1]["tool_calls"]?.array?[0]["function"]?["name"] == "search")
        #expect(sent["messages"]?.array?[1]["content"] == .null)
        #expect(sent["messages"]?.array?[2]["tool_call_id"] == "c0")
    }

    @Test func logprobsOfBothForms() async throws {
        let chat =
            #"{"choices":[{"index":0,"delta":{"content":"a"},"logprobs":{"content":[{"token":"a","id":5,"logprob":-0.1,"top_logprobs":[{"token":"b","logprob":-3},{"token":"a","id":5,"logprob":-0.1}]}]},"finish_reason":"stop"}]}"#
        let plain =
            #"{"choices":[{"index":0,"text":"a","logprobs":{"tokens":["a"],"token_logprobs":[-0.5],"top_logprobs":[{"a":-0.5,"c":-2}]},"finish_reason":"stop"}]}"#
        let replies = [chat, plain].map { ModelServer.Reply.stream([Array("data: \($0)\n\ndata: [DONE]\n\n".utf8)]) }
        try await ModelServer(replies).withEngine(.vllm) { engine async throws in
            var request = GenerationRequest.ask()
            request.logprobs = 2
            let first = try #require(try await engine.generate(request).logprobs?.first)
            #expect(first.chosen == TokenLogprob(token: 5, text: "a", logprob: -0.1))
            #expect(first.alternatives.map(\.text) == ["a", "b"])
            request.prompt = .text("x")
            let second = try #require(try await engine.generate(request).logprobs?.first)
            #expect(second.chosen == TokenLogprob(token: -1, text: "a", logprob: -0.5))
            #expect(second.alternatives.map(\.text) == ["a", "c"])
        }
    }

    @Test(arguments: [
        #"{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]}}"#,
        #"{"index":0,"delta":{},"finish_reason":"stop"}"#,
    ])
    func thoughtsEndBeforeAToolCallAndAtTheEnd(last: String) async throws {
        let choices = [#"{"index":0,"delta":{"reasoning_content":"Hm."}}"#, last]
        let body = choices.map { "data: {\"choices\":[\($0)]}\n\n" }.joined() + "data: [DONE]\n\n"
        try await ModelServer(otherwise: .stream([Array(body.utf8)])).withEngine { engine async throws in
            #expect(try await engine.generate(.ask()).text == "<think>\nHm.\n</think>\n")
        }
    }
}
