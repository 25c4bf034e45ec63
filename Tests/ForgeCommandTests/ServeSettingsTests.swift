import ForgeCore
import Foundation
import Testing

/// What container hosts and unit files set.
@Suite("Settings of a server", .serialized, .enabled(if: ForgeProcess.isBuilt), .timeLimit(.minutes(2)))
struct ServeSettingsTests {
    private static let token = ["FORGE_API_TOKEN": "0123456789abcdef-token"]
    /// What the machine that tests has must not count.
    private static let bare = [
        "FORGE_HOST": "", "FORGE_PORT": "", "PORT": "", "FORGE_API_TOKEN": "", "FORGE_ALLOW_HOST": "",
        "DATABASE_URL": "",
    ]

    @Test(arguments: [
        (["PORT": "abc"], "PORT is abc"), (["FORGE_PORT": "abc", "PORT": "0"], "FORGE_PORT is abc"),
        (["PORT": "70000"], "70000 is no port"), (["FORGE_HOST": "0.0.0.0", "PORT": "0"], "FORGE_API_TOKEN"),
        (["FORGE_ALLOW_HOST": "lab.example.org, https://b.example.org", "PORT": "0"], "https://b.example.org"),
        (["FORGE_ALLOW_ORIGIN": "lab.example.org", "PORT": "0"], "lab.example.org is no origin"),
    ])
    func `what is wrong in the environment is named, and ends with 2`(
        environment: [String: String], mention: String
    ) async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let result = try await forge.run(["serve"], environment: Self.bare.merging(environment) { $1 })
        #expect(result.status == 2 && result.errors.contains(mention), "\(result.errors)")
    }

    @Test func `a container's server listens on the port that the host gives, and its health check works`() async throws
    {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let environment = Self.bare.merging(Self.token) { $1 }.merging(["FORGE_HOST": "0.0.0.0", "PORT": "0"]) { $1 }
        let server = try forge.start(["serve"], environment: environment)
        var port: String?
        for _ in 0..<400 where port == nil && server.process.isRunning {
            port = server.outputSoFar.firstMatch(of: /http:\/\/localhost:([0-9]+)/).map { String($0.1) }
            try await Task.sleep(for: .milliseconds(50))
        }
        let found = try #require(port, "\(server.errorsSoFar)")
        #expect(try health(["PORT": found]) == 0)
        #expect(try health(["PORT": "1", "FORGE_PORT": found]) == 0)
        #expect(try health(["PORT": "1"]) == 1)
        server.terminate()
        #expect(await server.wait().status == 0)
        #expect(try health(["PORT": found]) == 1)
    }

    /// The image's health check.
    private func health(_ environment: [String: String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        process.arguments = ["bash", root.appending(path: "deploy/health.sh").path]
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
