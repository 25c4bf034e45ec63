import ForgeCore
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Whatever fails, what the environment holds in confidence is not printed and not written.
@Suite("Secrets", .serialized, .enabled(if: ForgeProcess.isBuilt))
struct SecretTests {
    private static let mark = "s3cr3t"
    private static let environment = [
        "OPENAI_API_KEY": "sk-\(mark)-openai", "MY_API_KEY": "sk-\(mark)-mine", "HF_TOKEN": "hf_\(mark)",
        "QDRANT_URL": "http://127.0.0.1:9", "QDRANT_API_KEY": "\(mark)-qdrant", "HF_ENDPOINT": "http://127.0.0.1:9",
        "FORGE_API_TOKEN": "\(mark)-0123456789abcdef", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20\(mark)-otel",
    ]

    private func expectNothing(_ forge: ForgeProcess, _ results: [ForgeProcess.Result]) {
        for result in results {
            #expect(!result.output.contains(Self.mark), "\(result.output)")
            #expect(!result.errors.contains(Self.mark), "\(result.errors)")
        }
        let files = FileManager.default.enumerator(at: forge.home, includingPropertiesForKeys: nil)
        while let url = files?.nextObject() as? URL {
            guard let data = try? Data(contentsOf: url) else { continue }
            #expect(data.range(of: Data(Self.mark.utf8)) == nil, "\(url.lastPathComponent)")
        }
    }

    @Test(arguments: [
        ["doctor"], ["doctor", "--json"], ["list"], ["models", "list"], ["models", "pull", "no-such-model"],
        ["kb", "list"], ["kb", "create", "base", "--qdrant"], ["db", "status"], ["validate", "served.yaml"],
        ["run", "served.yaml"], ["run", "served.yaml", "--json"], ["token", "list"],
    ])
    func `no command shows them, whether it succeeds or fails`(_ command: [String]) async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let config = """
            name: served
            model: m
            dataset: {name: own-questions, path: "\(OwnQuestions.file)", columns: {question: question, answer: answer, id: id}, n: 2}
            method: naive
            engine: {type: openai, base_url: "http://127.0.0.1:9/v1", api_key_env: MY_API_KEY, max_retries: 0}
            """
        let file = try forge.write(config, to: "served.yaml")
        let arguments = command.map { $0 == "served.yaml" ? file : $0 }
        expectNothing(forge, [try await forge.run(arguments, environment: Self.environment)])
    }

    @Test(arguments: [
        "postgresql://anna:s3cr3t@127.0.0.1:9/forge", "postgresql://anna:s3cr3t@127.0.0.1:9/forge?sslmode=require",
        "postgresql://anna@127.0.0.1:9/forge?password=s3cr3t", "postgres://anna:s3cr3t@[::1/forge",
        "postgresql://anna:s3cr3t@no.such.host.invalid/forge",
    ])
    func `a database that cannot be reached is named without its password`(_ url: String) async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        var results: [ForgeProcess.Result] = []
        for command in [["list"], ["list", "--json"], ["db", "status"]] {
            let result = try await forge.run(command, environment: ["DATABASE_URL": url])
            #expect(result.status != 0, "\(command): \(result.output)")
            results.append(result)
        }
        expectNothing(forge, results)
    }

    @Test func `a server that logs everything logs no token, no login and no query`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let process = try forge.start(
            ["serve", "--port", "0", "--log-level", "debug", "--log-format", "json"], environment: Self.environment)
        var port: Int?
        for _ in 0..<600 where process.process.isRunning && port == nil {
            port = process.outputSoFar.firstMatch(of: /127\.0\.0\.1:([0-9]+)/).flatMap { Int($0.1) }
            try await Task.sleep(for: .milliseconds(50))
        }
        let address = "http://127.0.0.1:\(try #require(port, "\(process.errorsSoFar)"))"
        func ask(_ path: String, bearer: String? = nil, form: String? = nil) async throws -> Int {
            var request = URLRequest(url: try #require(URL(string: address + path)), timeoutInterval: 30)
            if let bearer { request.setValue("Bearer \(bearer)", forHTTPHeaderField: "Authorization") }
            if let form {
                request.httpMethod = "POST"
                request.httpBody = Data(form.utf8)
                request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
            }
            let (_, response) = try await URLSession(configuration: .ephemeral).data(for: request)
            return (response as? HTTPURLResponse)?.statusCode ?? 0
        }
        let token = try #require(Self.environment["FORGE_API_TOKEN"])
        #expect(try await ask("/api/v1/experiments?text=\(Self.mark)", bearer: token) == 200)
        #expect(try await ask("/api/v1/experiments", bearer: "wrong-\(Self.mark)") == 401)
        #expect(try await ask("/login", form: "token=wrong-\(Self.mark)") == 403)
        #expect(try await ask("/login", form: "token=\(token)&next=/models") == 200)
        process.terminate()
        let result = await process.wait()
        expectNothing(forge, [result])
        let lines = result.errors.split(separator: "\n")
        let requests = lines.compactMap { try? JSONValue(parsing: String($0)) }.filter { $0["status"] != nil }
        #expect(Set([200, 303, 401, 403]).isSubset(of: Set(requests.compactMap { $0["status"]?.int })))
        #expect(lines.allSatisfy { $0.hasPrefix("{") }, "\(result.errors)")
    }
}
