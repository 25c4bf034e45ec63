import ForgeCore
import Foundation

/// The real model that engine tests run on when this machine has it.
package enum TestModel {
    package static let fileName = "SmolLM2-135M-Instruct.Q4_1.gguf"

    /// Where it was found: `FORGE_TEST_MODEL`, else in the models of `FORGE_HOME`, else in `~/.cache/llm-forge/models`.
    package static let path: String? = candidates().first { FileManager.default.isReadableFile(atPath: $0) }

    package static var isAvailable: Bool { path != nil }

    /// For `.enabled(if:)`, so that a skipped test says what it lacks.
    package static let hint: String =
        "needs \(fileName): name it in FORGE_TEST_MODEL or put it into ~/.cache/llm-forge/models"

    package static func candidates(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
        return [
            environment["FORGE_TEST_MODEL"], ForgeHome(environment: environment).models.appending(path: fileName).path,
            home + "/.cache/llm-forge/models/" + fileName,
        ].compactMap { $0 }.filter { !$0.isEmpty }
    }
}
