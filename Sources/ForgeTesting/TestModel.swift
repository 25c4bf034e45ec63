import ForgeCore
import Foundation

/// The real model that engine tests run on when this machine has it.
package enum TestModel {
    package static let fileName = "SmolLM2-135M-Instruct.Q4_1.gguf"

    /// Where it was found: `FORGE_TEST_MODEL`, else in the models of `FORGE_HOME`, else where `scripts/test-model.sh`
    /// keeps it.
    package static let path: String? = candidates().first { FileManager.default.isReadableFile(atPath: $0) }

    package static var isAvailable: Bool { path != nil }

    /// For `.enabled(if:)`, so that a skipped test says what it lacks.
    package static let hint: String =
        "needs \(fileName): run scripts/test-model.sh, or name the file in FORGE_TEST_MODEL"

    static func candidates(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
        let cache = environment["FORGE_CACHE"] ?? (environment["XDG_CACHE_HOME"] ?? "\(home)/.cache") + "/llm-forge"
        return [
            environment["FORGE_TEST_MODEL"],
            ForgeHome(environment: environment).models
                .appending(path: "smollm2-135m-instruct/\(fileName)").path,
            "\(cache)/models/\(fileName)",
        ].compactMap(\.self).filter { !$0.isEmpty }
    }
}
