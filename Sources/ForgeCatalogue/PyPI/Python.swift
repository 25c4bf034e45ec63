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

    /// Keys and passwords are none of its business. pip's own settings (an index that asks for a password) are.
    static func isSecret(_ name: String) -> Bool {
        let name = name.uppercased()
        guard !name.hasPrefix("PIP_") else { return false }
        return name == "DATABASE_URL" || name.hasPrefix("OTEL_EXPORTER_") || SecretName.isSecret(name)
    }

    /// - Parameter temporary: a folder of our own, also the working directory: `python3 -m` looks for modules there
    ///   first, and the user's folder may hold a `pip.py` or a `zipfile.py`. Paths in the arguments must be absolute.
    /// - Throws: unavailable when there is no `python3`.
    func run(_ arguments: [String], temporary: URL) async throws -> Outcome {
        let folder = temporary.absoluteURL.path(percentEncoded: false)
        var variables = environment.filter { !Self.isSecret($0.key) }
        variables["TMPDIR"] = folder
        let keys = variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        do {
            let result = try await Subprocess.run(
                .name("python3"), arguments: Arguments(arguments),
                environment: .custom(Dictionary(keys, uniquingKeysWith: { first, _ in first })),
                workingDirectory: PathLiteral.make(folder),
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
