import ForgeCore
import ForgeRemote
import ForgeTesting
import Testing

@Suite struct ServerSurveyTests {
    private static let vllm = [
        "/v1/models":
            #"{"object":"list","data":[{"id":"m","object":"model","owned_by":"vllm","root":"org/m","max_model_len":8192}]}"#,
        "/version": #"{"version":"0.11.0"}"#, "/tokenize": #"{"count":3,"max_model_len":8192,"tokens":[1,2,3]}"#,
    ]

    @Test func vLLMTellsWhatItIs() async throws {
        let server = ModelServer(pages: Self.vllm)
        try await server.withEngine(.vllm) { engine async throws in
            let info = engine.info
            #expect(info.engine == "vllm" && info.build == "0.11.0" && info.model == "m" && info.contextLength == 8192)
            #expect(info.server?.countsTokens == true && info.server?.callsTools == nil && info.rendersChat)
            #expect(info.warnings.isEmpty)
            #expect(try await engine.countTokens(in: "three whole words") == 3)
            var request = GenerationRequest.ask()
            request.sampling = SamplingOptions(temperature: 0.5, topP: 0.9, seed: .max)
            request.grammar = "root ::= \"x\""
            _ = try await engine.generate(request)
        }
        let body = try #require(server.completions.first?.body)
        // A model's generation_config.json would decide otherwise.
        #expect(body["top_k"] == -1 && body["min_p"]?.double == 0 && body["repetition_penalty"]?.double == 1)
        #expect(body["temperature"] == 0.5 && body["top_p"] == 0.9 && body["seed"] == 0x7FFF_FFFF)
        #expect(body["structured_outputs"]?["grammar"] == "root ::= \"x\"")
        #expect(body["stream_options"]?["include_usage"] == true && body["max_tokens"] == 16)
    }

    @Test func llamaServerTellsItsTemplateAndContext() async throws {
        let pages = [
            "/v1/models":
                #"{"data":[{"id":"/models/SmolLM2.Q4_1.gguf","owned_by":"llamacpp","meta":{"n_ctx_train":8192}}]}"#,
            "/props":
                #"{"build_info":"b1-abc","chat_template":"{{x}}","chat_template_caps":{"supports_tools":true},"default_generation_settings":{"n_ctx":4096}}"#,
            "/tokenize": #"{"tokens":[1,2]}"#,
        ]
        let server = ModelServer(pages: pages)
        try await server.withEngine(.llamaServer, change: { $0.model = "SmolLM2.Q4_1" }) { engine async throws in
            let info = engine.info
            #expect(info.contextLength == 4096 && info.build == "b1-abc" && info.callsTools)
            #expect(info.model == "/models/SmolLM2.Q4_1.gguf" && info.chatTemplateHash == Digest.sha256("{{x}}"))
            _ = try await engine.generate(.ask())
        }
        #expect(server.completions.first?.body["model"] == "/models/SmolLM2.Q4_1.gguf")
    }

    @Test func aModelThatIsNotServedIsNamedWithThoseThatAre() async throws {
        let server = ModelServer(pages: ["/v1/models": #"{"data":[{"id":"llama-3.1-8b"},{"id":"qwen3-4b"}]}"#])
        try await server.run { address in
            let settings = RemoteSettings(kind: .vllm, address: try ServerAddress(address), model: "lama-3.1-8b")
            let error = await #expect(throws: RemoteError.self) { try await RemoteEngine.open(settings) }
            #expect(error?.code == "model.not-served" && error?.cause == "It serves llama-3.1-8b.")
        }
    }

    @Test func aServerWithoutAListIsTakenOnTrustAndSaidSo() async throws {
        try await ModelServer(pages: [:]).withEngine { engine async throws in
            #expect(engine.info.warnings.contains { $0.contains("taken on trust") })
            #expect(try await engine.generate(.ask()).text == "Paris")
        }
    }

    @Test func whereNobodyCountsTokensTheyAreEstimatedAndSaidSo() async throws {
        try await ModelServer().withEngine(.vllm) { engine async throws in
            #expect(engine.info.server?.countsTokens == false)
            #expect(engine.info.warnings.contains { $0.contains("estimated") })
            #expect(try await engine.countTokens(in: "12345678") == 2)
        }
    }

    @Test func anotherKindOfServerThanTheConfigSays() async throws {
        try await ModelServer(pages: Self.vllm).withEngine(.sglang) { engine async throws in
            #expect(engine.info.warnings.contains { $0.contains("set engine.type to vllm") })
        }
    }

    @Test func whatAServerCannotDoIsSaidBeforeItIsAsked() async throws {
        let server = ModelServer()
        try await server.withEngine(.openai) { engine async throws in
            var requests = [GenerationRequest](repeating: .ask(), count: 5)
            requests[0].sampling.topK = 5
            requests[1].grammar = "root ::= \"x\""
            requests[2].adapter = "a.gguf"
            requests[3].overflow = .truncateStart
            requests[4].prompt = .chat([])
            for request in requests {
                let error = await #expect(throws: RemoteError.self) { try await engine.generate(request) }
                #expect(error?.code == "request.invalid" && error?.remedy != nil)
            }
        }
        #expect(server.completions.isEmpty)
    }

    @Test func aServerThatIsStillLoadingIsNotTakenForOneThatDoesNotKnow() async throws {
        let server = ModelServer(faults: ["/props": .status(503)])
        let error = await #expect(throws: RemoteError.self) { try await server.withEngine(.llamaServer) { _ in } }
        #expect(error?.code == "server.failing")
        try await ModelServer(faults: ["/props": .status(405)]).withEngine(.llamaServer) { engine async throws in
            #expect(engine.info.server?.callsTools == nil)
        }
    }

    @Test(arguments: [(400, "server.refuses-all"), (401, "server.misconfigured")])
    func otherRefusalsOfTheListAreNoMissingList(status: Int, code: String) async throws {
        let fault = ModelServer.Reply.status(status, #"{"error":{"message":"404 models"}}"#)
        let server = ModelServer(faults: ["/v1/models": fault])
        let error = await #expect(throws: RemoteError.self) { try await server.withEngine { _ in } }
        #expect(error?.code == code)
    }
}
