import Foundation

/// The small real model that tests run on where it is found.
package enum TestModel {
    /// Path of `FORGE_TEST_MODEL`, else of the file that `scripts/test-model.sh` keeps in the cache; nil when neither exists.
    package static let path: String? = candidates.first { FileManager.default.isReadableFile(atPath: $0) }

    /// Why tests that need it are skipped.
    package static let missing = "no test model: run scripts/test-model.sh, or set FORGE_TEST_MODEL to a GGUF file"

    private static var candidates: [String] {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        let cache = environment["FORGE_CACHE"] ?? (environment["XDG_CACHE_HOME"] ?? "\(home)/.cache") + "/llm-forge"
        return [environment["FORGE_TEST_MODEL"], "\(cache)/models/SmolLM2-135M-Instruct.Q4_1.gguf"].compactMap(\.self)
    }
}
