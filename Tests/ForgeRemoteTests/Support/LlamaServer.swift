import ForgeCore
import ForgeRemote
import ForgeTesting
import Foundation
import Testing

/// llama.cpp's own server on the test model, for the time of one test.
enum LlamaServer {
    static let hint = "./forge-setup test-server builds llama.cpp's server and runs these tests"

    static var program: String? { ProcessInfo.processInfo.environment["FORGE_TEST_LLAMA_SERVER"] }
    static var isAvailable: Bool { program != nil && TestModel.isAvailable }

    /// Micro-batches and threads as in the in-process engine's tests, so that roundings are the same (ARCHITECTURE.md).
    private static let sameRoundings = ["--ubatch-size", "32", "--batch-size", "32", "--threads", "1"]

    /// Runs `body` with an engine on a server of its own.
    static func withEngine(
        _ arguments: [String] = [], key: String? = nil, _ body: (RemoteEngine) async throws -> Void
    ) async throws {
        let port = try freePort()
        let process = Process()
        process.executableURL = URL(filePath: try #require(program))
        process.arguments =
            [
                "--model", try #require(TestModel.path), "--alias", "smollm2", "--host", "127.0.0.1", "--port",
                "\(port)",
                "--ctx-size", "4096", "--parallel", "2", "--jinja", "--gpu-layers", "0",
            ] + sameRoundings + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // A process that is started from a thread of Swift's inherits blocked signals; and waiting for its end would hold one
        // of the few threads that all tests share.
        defer { kill(process.processIdentifier, SIGKILL) }
        let engine = try await open(port, process, key: key)
        do {
            try await body(engine)
        } catch {
            await engine.shutdown()
            throw error
        }
        await engine.shutdown()
    }

    /// Waits until it listens and has loaded the model.
    private static func open(_ port: Int, _ process: Process, key: String?) async throws -> RemoteEngine {
        var settings = RemoteSettings(
            kind: .llamaServer, address: try ServerAddress("http://127.0.0.1:\(port)"), model: "smollm2",
            retry: RetryPolicy(attempts: 10))
        if let key { try settings.takeKey(from: "LLAMA_API_KEY", environment: ["LLAMA_API_KEY": key]) }
        for _ in 0..<300 {
            do {
                return try await RemoteEngine.open(settings)
            } catch let error as RemoteError where error.code == "server.unreachable" && process.isRunning {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        throw RemoteError(.unavailable, "test.server", "llama-server did not start within a minute")
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        try #require(bound)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
