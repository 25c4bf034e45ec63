import ForgeCore
import ForgeRemote
import ForgeTesting
import Synchronization
import Testing

@Suite struct FaultTests {
    private static let start = ModelServer.Reply.events(["The", " city"], finish: nil, usage: nil).map {
        Array($0.utf8)
    }

    @Test(arguments: [
        ModelServer.Reply.status(500, "oops"), .status(503), .status(502, "<html>bad gateway</html>"),
        .stream(start, isCut: true), .stream(start), .stream([]), .stream([Array("data: {nonsense\n\n".utf8)]),
        .stream([Array("data: [DONE]\n\n".utf8)]), .stream([Array(#"data: {"choices":[]}"#.utf8)]),
        .json("{}"), .json("nonsense"), .json(#"{"choices":[]}"#),
        .stream([Array(#"data: {"error":{"message":"CUDA error","code":500}}"#.utf8)]),
        .status(429, #"{"error":{"message":"slow down"}}"#), .status(429, headers: ["Retry-After": "0"]),
    ])
    func faultsThatPassAreTriedAgain(fault: ModelServer.Reply) async throws {
        let server = ModelServer([fault, fault])
        try await server.withEngine { engine async throws in
            #expect(try await engine.generate(.ask()).text == "Paris")
        }
        #expect(server.completions.count == 3)
    }

    @Test func whatWasToldBeforeACutIsNotToldAgain() async throws {
        let server = ModelServer(
            [.stream(Self.start, pause: 0.02, isCut: true)], otherwise: .words(["The", " city", " of Paris"]))
        try await server.withEngine { engine async throws in
            let told = Mutex<[String]>([])
            let generation = try await engine.generate(.ask()) { piece in told.withLock { $0.append(piece) } }
            #expect(generation.text == "The city of Paris")
            #expect(told.withLock { $0 } == ["The", " city", " of Paris"])
        }
    }

    @Test func anotherAnswerAfterACutIsNotMixedWithTheFirst() async throws {
        let server = ModelServer(
            [.stream(Self.start, pause: 0.02, isCut: true)], otherwise: .words(["Rome", " it", " is"]))
        try await server.withEngine { engine async throws in
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) { _ in } }
            #expect(error?.code == ServerKind.refusedCode)
        }
    }

    @Test func aDeterministicErrorIsNotTriedAgainAndConcernsOneSample() async throws {
        let refusal = ModelServer.Reply.status(400, #"{"error":{"message":"bad image","code":400}}"#)
        let server = ModelServer([refusal])
        try await server.withEngine { engine async throws in
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            #expect(error?.code == ServerKind.refusedCode)
            #expect(error?.cause?.contains("bad image") == true)
            #expect(try await engine.generate(.ask()).text == "Paris")
        }
        #expect(server.completions.count == 2)
    }

    @Test func manyRefusalsInARowMeanTheConfig() async throws {
        let server = ModelServer(otherwise: .status(400, #"{"error":{"message":"no response_format"}}"#))
        try await server.withEngine { engine async throws in
            var codes: [String] = []
            for _ in 0..<12 {
                let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
                codes.append(error?.code ?? "")
            }
            #expect(codes.prefix(10).allSatisfy { $0 == ServerKind.refusedCode })
            #expect(codes.suffix(2) == ["server.refuses-all", "server.refuses-all"])
        }
    }

    @Test(arguments: [
        #"{"error":{"message":"too big","type":"exceed_context_size_error","code":400}}"#,
        #"{"error":{"message":"This model's maximum context length is 2048 tokens.","code":400}}"#,
        #"{"error":{"message":"x","code":"context_length_exceeded"}}"#,
    ])
    func tooLongPromptsAreTheSamplesOwn(body: String) async throws {
        let server = ModelServer(otherwise: .status(400, body))
        try await server.withEngine { engine async throws in
            for _ in 0..<12 {
                let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
                #expect(error?.code == "context.overflow" && error?.kind == .resourceExhausted)
            }
        }
    }

    @Test(arguments: [
        (401, "", "engine.api_key_env"), (403, "", "engine.api_key_env"),
        (404, #"{"error":{"message":"The model `m` does not exist","code":"model_not_found"}}"#, "engine.model"),
        (404, "", "engine.base_url"), (302, "", "engine.base_url"),
        (429, #"{"error":{"code":"insufficient_quota"}}"#, "billing"),
    ])
    func whatNoRequestCanPassEndsTheRunAtOnce(status: Int, body: String, remedy: String) async throws {
        let server = ModelServer(otherwise: .status(status, body, headers: ["Location": "/elsewhere"]))
        try await server.withEngine { engine async throws in
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            #expect(error?.code == "server.misconfigured")
            #expect(error?.remedy?.contains(remedy) == true)
        }
        #expect(server.completions.count == 1)
    }

    @Test func aServerThatKeepsFailingEndsTheRunAfterAFewSamples() async throws {
        let server = ModelServer(otherwise: .status(500, "oops"))
        try await server.withEngine { engine async throws in
            var codes: [String] = []
            for _ in 0..<4 {
                let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
                codes.append(error?.code ?? "")
            }
            #expect(codes == [String](repeating: ServerKind.refusedCode, count: 3) + ["server.failing"])
        }
        #expect(server.completions.count == 16)
    }

    @Test func slowAnswersEndAtTheTimeout() async throws {
        let server = ModelServer(otherwise: .words([String](repeating: "x", count: 100), pause: 0.1))
        try await server.withEngine(change: { $0.timeout = 0.4 }) { engine async throws in
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            #expect(error?.message.contains("tried twice") == true)
        }
        #expect(server.completions.count == 2)
    }

    @Test func anErrorThatNeverEndsDoesNotHoldTheRequest() async throws {
        let endless = ModelServer.Reply.stream([[UInt8]](repeating: [0x20], count: 100), pause: 0.1, status: 400)
        try await ModelServer(otherwise: endless).withEngine(change: { $0.timeout = 0.4 }) { engine async throws in
            let begun = ContinuousClock.now
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            #expect(error?.code == ServerKind.refusedCode && begun.duration(to: .now) < .seconds(5))
        }
    }

    @Test func aTimeLimitKeepsWhatThereIs() async throws {
        let server = ModelServer(otherwise: .words([String](repeating: "x", count: 100), pause: 0.05))
        try await server.withEngine { engine async throws in
            let generation = try await engine.generate(.ask(timeLimit: 0.5))
            #expect(generation.finishReason == .deadline)
            #expect((1..<20).contains(generation.text.count) && generation.hasEstimatedCounts)
        }
    }

    @Test func cancellingEndsTheRequest() async throws {
        let server = ModelServer(otherwise: .words([String](repeating: "x", count: 200), pause: 0.05))
        try await server.withEngine { engine async throws in
            let begun = ContinuousClock.now
            let task = Task { try await engine.generate(.ask()) }
            try await Task.sleep(for: .seconds(0.2))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(begun.duration(to: .now) < .seconds(4))
        }
    }

    @Test func shuttingDownEndsRunningAndLaterRequests() async throws {
        let server = ModelServer(otherwise: .words([String](repeating: "x", count: 200), pause: 0.05))
        try await server.withEngine { engine async throws in
            let task = Task { try await engine.generate(.ask()) }
            try await Task.sleep(for: .seconds(0.2))
            await engine.shutdown()
            let first = await #expect(throws: RemoteError.self) { try await task.value }
            let second = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            #expect(first?.code == "engine.shut-down" && second?.code == "engine.shut-down")
        }
    }

    @Test func nothingThatListensIsSaidSo() async throws {
        let settings = RemoteSettings(kind: .llamaServer, address: try ServerAddress("http://127.0.0.1:9"), model: "m")
        let error = await #expect(throws: RemoteError.self) { try await RemoteEngine.open(settings) }
        #expect(error?.code == "server.unreachable")
        #expect(error?.remedy?.contains("llama-server -m MODEL.gguf") == true)
    }
}
