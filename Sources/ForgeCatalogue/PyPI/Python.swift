import ForgeCore
import Foundation
import Subprocess

/// Runs `python3`, which pip needs anyway. No shell is involved: arguments go to the program as they are.
struct Python: Sendable {
    struct Outcome {
        /// Exit code; nil when a signal ended it.
        var status: Int?
        var output: String
    }

    let environment: [String: String]

    private static let outputLimit = 4 << 20

    /// - Throws: unavailable when there is no `python3`.
    func run(_ arguments: [String], temporary: URL) async throws -> Outcome {
        var variables = environment
        variables["TMPDIR"] = temporary.path(percentEncoded: false)
        let keys = variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        do {
            let result = try await Subprocess.run(
                .name("python3"), arguments: Arguments(arguments),
                environment: .custom(Dictionary(keys, uniquingKeysWith: { first, _ in first })),
                output: .discarded, error: .string(limit: Self.outputLimit))
            let status: Int? = if case .exited(let code) = result.terminationStatus { Int(code) } else { nil }
            return Outcome(status: status, output: result.standardError)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw CatalogueError(
                .unavailable, "pip.no-python", "There is no python3, which fetches files from PyPI.",
                remedy: "Install Python 3 with pip (Debian: `apt install python3-pip`), or use another source.")
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw CatalogueError(.unavailable, "pip.failed", "python3 could not be run.", cause: error.description)
        }
    }
}
