import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeCatalogue

/// `huggingface_hub` on the stand-in that our publishing is tested with (`./forge-setup test-hub`): the stand-in answers
/// as its own library expects, and both leave the same in a repository.
struct SecondClientTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let python = environment["FORGE_TEST_HUB_PYTHON"]

    @Test(.enabled(if: python != nil, "needs huggingface_hub: run ./forge-setup test-hub"))
    func `huggingface_hub and forge leave the same in a repository`() async throws {
        let python = try #require(Self.python)
        let script = try #require(Self.environment["FORGE_TEST_HUB_SCRIPT"])
        try await withTemporaryFolder { root in
            let folder = root.appending(path: "adapter", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(
                at: folder.appending(path: "more"), withIntermediateDirectories: true)
            try Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }).write(
                to: folder.appending(path: "adapter_model.safetensors"))
            try Data(repeating: 7, count: 9000).write(to: folder.appending(path: "adapter.gguf"))
            try Data("---\ntags: [dpo]\n---\n\n# Card\n".utf8).write(to: folder.appending(path: "README.md"))
            try Data("{}".utf8).write(to: folder.appending(path: "more/config.json"))
            let hub = HubStandIn(partBytes: 64_000)
            try await hub.run { address in
                let url = try #require(URL(string: address))
                let publisher = HubPublisher(
                    settings: HubSettings(endpoint: url, datasetsServer: url, token: HubStandIn.token, cache: url))
                _ = try await publisher.publish(
                    try UploadFile.all(at: folder), to: "acme/helpful", message: "First")
                let result = try await self.run(
                    python, [script, address, HubStandIn.token, folder.path], home: root.appending(path: "hf"))
                #expect(result.status == 0, "\(result.output)")
                #expect(result.output.contains("ok 4"))
                // What the library left is nothing new for us.
                let again = try await publisher.publish(
                    try UploadFile.all(at: folder), to: "acme/second", message: "Again")
                #expect(again.commit == nil && again.kept.count == 4)
            }
            #expect(hub.files("acme/second") == hub.files("acme/helpful"))
            #expect(hub.commits("acme/helpful").count == 1)
            // 200,000 bytes in four parts and 9,000 at once, each a single time: the second client finds the content there.
            let sent = hub.seen.filter { $0.method == "PUT" }.map(\.bytes).sorted()
            #expect(sent == [8000, 9000, 64_000, 64_000, 64_000])
        }
    }

    /// Waits without holding a thread, for the server needs them.
    private func run(_ program: String, _ arguments: [String], home: URL) async throws -> (
        status: Int32, output: String
    ) {
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let output = home.appending(path: "output")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = Self.environment.merging(
            ["HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HOME": home.path]) { _, new in new }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        let ended = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in ended.continuation.finish() }
        try process.run()
        for await _ in ended.stream {}
        return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
    }
}
