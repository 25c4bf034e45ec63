import ForgeCore
import ForgeRemote
import ForgeTesting
import Testing

@Suite struct KeyTests {
    private static let key = "sk-very-secret-0123456789"
    private static let environment = ["OPENAI_API_KEY": key, "MY_API_KEY": key]

    private static func settings(_ address: String, _ kind: ServerKind = .openai) throws -> RemoteSettings {
        RemoteSettings(kind: kind, address: try ServerAddress(address), model: "m")
    }

    @Test func theKeyIsSentAndNeverShown() async throws {
        let server = ModelServer(otherwise: .status(400, #"{"error":{"message":"your key is \#(Self.key), and bad"}}"#))
        try await server.withEngine(change: { try $0.takeKey(from: "MY_API_KEY", environment: Self.environment) }) {
            engine async throws in
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            let shown = "\(String(describing: error)) \(try JSON.text(engine.info))"
            #expect(error?.cause?.contains("your key is (hidden)") == true)
            #expect(!shown.contains(Self.key))
            #expect(engine.info.server?.keyVariable == "MY_API_KEY")
        }
        #expect(server.seen.allSatisfy { $0.authorization == "Bearer \(Self.key)" })
    }

    @Test func aKeyWithinAStreamOrALongErrorIsRemovedToo() async throws {
        let padding = String(repeating: "x", count: 490)
        let replies = [
            ModelServer.Reply.stream([
                Array("data: {\"error\":{\"message\":\"bad \(Self.key)\",\"code\":400}}\n\n".utf8)
            ]),
            .status(400, #"{"error":{"message":"\#(padding)\#(Self.key)"}}"#),
        ]
        try await ModelServer(replies).withEngine(
            change: { try $0.takeKey(from: "MY_API_KEY", environment: Self.environment) }
        ) { engine async throws in
            for _ in replies {
                let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
                #expect(error?.description.contains("sk-very") == false && error?.cause?.isEmpty == false)
            }
        }
    }

    @Test(arguments: [490, 560]) func aKeyWithinWhatIsNoAnswerIsRemovedBeforeThatIsCut(padding: Int) async throws {
        let body = String(repeating: "x", count: padding) + Self.key + String(repeating: "y", count: 2000)
        try await ModelServer(otherwise: .json(body)).withEngine(
            change: { try $0.takeKey(from: "MY_API_KEY", environment: Self.environment) }
        ) { engine async throws in
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            let cause = try #require(error?.cause)
            #expect(cause.contains("no JSON") && cause.count <= 601 && !cause.contains("sk-"))
        }
    }

    @Test func settingsDoNotPrintTheKey() throws {
        var settings = try Self.settings("https://api.example.org/v1")
        try settings.takeKey(from: "MY_API_KEY", environment: Self.environment)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(settings.key != nil)
        for text in ["\(settings)", String(reflecting: settings), dumped] { #expect(!text.contains(Self.key)) }
    }

    @Test func openAIsKeyGoesToOpenAIAlone() throws {
        var own = try Self.settings(ServerKind.openai.defaultAddress)
        try own.takeKey(from: nil, environment: Self.environment)
        #expect(own.keyVariable == "OPENAI_API_KEY")
        var other = try Self.settings("https://api.example.org/v1")
        try other.takeKey(from: nil, environment: Self.environment)
        #expect(other.key == nil)
        try other.takeKey(
            from: nil, environment: Self.environment.merging(["OPENAI_BASE_URL": "https://api.example.org"]) { $1 })
        #expect(other.key != nil)
    }

    @Test func keysCrossNoNetworkUnencrypted() throws {
        for address in [
            "http://127.0.0.1:8000", "http://localhost:8000/v1", "http://[::1]:8000", "https://gpu.example.org",
        ] {
            var settings = try Self.settings(address)
            try settings.takeKey(from: "MY_API_KEY", environment: Self.environment)
            #expect(settings.key != nil)
        }
        for address in ["http://gpu.example.org/v1", "http://10.0.0.7:8000", "http://127.0.0.1.example.org"] {
            var settings = try Self.settings(address)
            #expect(throws: RemoteError.self) {
                try settings.takeKey(from: "MY_API_KEY", environment: Self.environment)
            }
        }
    }

    @Test(arguments: ["", "  ", "two words", "line\nbreak", "umläut"])
    func whatIsNoKeyIsRefusedWithoutBeingShown(value: String) throws {
        var settings = try Self.settings("https://api.example.org")
        let error = #expect(throws: RemoteError.self) {
            try settings.takeKey(from: "MY_API_KEY", environment: ["MY_API_KEY": value])
        }
        #expect(error?.message.contains("MY_API_KEY") == true)
        #expect(value.count < 3 || error?.description.contains(value) == false)
    }

    @Test(arguments: [
        "", "vllm", "ftp://host/v1", "http://", "http://user:pass@host/v1", "http://host/v1?key=abc",
        "http://host/v1#x",
        "http://ho st/v1", "http://host:99999/v1", "http://host/../v1", "file:///etc/passwd",
    ])
    func addressesThatAreNone(text: String) {
        let problem = #expect(throws: ServerAddress.Problem.self) { try ServerAddress(text) }
        #expect(problem?.message.contains("pass") == false || text.contains("@"))
        #expect(problem.map { !"\($0)".contains("user:pass") } == true)
    }

    @Test func addressesAreBroughtToOneForm() throws {
        #expect(try ServerAddress("HTTP://LOCALHOST:8000").text == "http://localhost:8000/v1")
        #expect(try ServerAddress("https://host.example/openai/v1/").text == "https://host.example/openai/v1")
        #expect(try ServerAddress("http://[::1]:8000/v1").text == "http://[::1]:8000/v1")
        #expect(try ServerAddress("http://h/a/v1").root == "http://h/a")
    }
}
