import ForgeCore
import Foundation
import Testing

/// Runs the built `forge` executable as a user would, in a home of its own.
struct ForgeProcess {
    let home: URL

    init() throws {
        home = FileManager.default.temporaryDirectory.appending(path: "forge-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: home) }

    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Beside the test bundle, where `swift build` puts every product.
    static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "forge")
    }

    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: executable.path) }

    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Result {
        try await run(arguments, environment: environment)
    }

    /// - Parameters:
    ///   - folder: the current one of the process; nil for the tests' own.
    ///   - input: what is typed.
    func run(
        _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil, input: String = ""
    ) async throws -> Result {
        try await start(arguments, environment: environment, in: folder, input: input).wait()
    }

    func start(
        _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil, input: String = ""
    ) throws -> Running {
        let id = UUID().uuidString
        let output = home.appending(path: "out-\(id)")
        let errors = home.appending(path: "err-\(id)")
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = folder }
        process.environment = ProcessInfo.processInfo.environment
            .merging(["FORGE_HOME": home.path, "NO_COLOR": "1"]) { _, new in new }
            .merging(environment) { _, new in new }
        process.standardInput =
            input.isEmpty
            ? FileHandle.nullDevice : try FileHandle(forReadingFrom: URL(filePath: try write(input, to: "in-\(id)")))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let ended = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in ended.continuation.finish() }
        try process.run()
        return Running(process: process, output: output, errors: errors, ended: ended.stream)
    }

    /// A process on its way; its output goes to files, so that no pipe can fill up.
    struct Running {
        let process: Process
        fileprivate let output: URL
        fileprivate let errors: URL
        fileprivate let ended: AsyncStream<Void>

        /// Waits without holding one of the few threads that all tests share.
        func wait() async -> Result {
            for await _ in ended {}
            return Result(
                status: process.terminationStatus,
                output: (try? String(contentsOf: output, encoding: .utf8)) ?? "",
                errors: (try? String(contentsOf: errors, encoding: .utf8)) ?? "")
        }

        var outputSoFar: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

        var errorsSoFar: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

        /// Asks it to end, as a service manager does.
        func terminate() { kill(process.processIdentifier, SIGTERM) }

        func killNow() { kill(process.processIdentifier, SIGKILL) }
    }

    func write(_ text: String, to name: String) throws -> String {
        let file = home.appending(path: name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }
}
