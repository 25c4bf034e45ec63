import Foundation

/// How lm-evaluation-harness calls a metric: a name and the filter its outputs went through.
///
/// Only metrics whose definition here is lm-eval's own get its names; the others keep ours, with the filter `none`, so
/// that no reader takes one definition for another.
struct LMEvalNames: Hashable {
    let name: String
    let filter: String

    init(metric: String) {
        (name, filter) =
            switch metric {
            case "gsm8k.strict": ("exact_match", "strict-match")
            case "gsm8k.flexible": ("exact_match", "flexible-extract")
            case "em.lmeval_triviaqa": ("exact_match", "remove_whitespace")
            default: (metric, "none")
            }
    }

    var key: String { "\(name),\(filter)" }
    var errorKey: String { "\(name)_stderr,\(filter)" }

    /// A model's name as a folder name: characters that file systems mind become `__`.
    static func sanitized(_ model: String) -> String {
        String(model.flatMap { "\"<>:/|\\?*[]".contains($0) ? Array("__") : [$0] })
    }
}
