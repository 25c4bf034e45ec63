import ForgeCore

/// The keys of a benchmark matrix: those of an experiment, except what the matrix varies, and its own.
package enum BenchMatrixSchema {
    package static let help = "`forge bench matrix --schema`"

    /// Keys of an experiment that methods and ways of serving stand for.
    static let replaced = ["method", "matrix", "concurrency"]

    package static var fields: [ConfigField] {
        ConfigSchema.experiment().filter { !replaced.contains($0.key) } + own
    }

    static let own = [
        ConfigField(
            "methods", .list(of: .section(method)), required: true,
            help: "What is compared: methods by name, or sections of a method's name and options."),
        ConfigField(
            "serving", .list(of: .section(serving)),
            help: "Ways of serving: \(names), or sections. Without it "
                + ServingStyle.standard.map(\.rawValue).joined(separator: ", ") + "."),
        ConfigField(
            "repeats", .integer(1...20), default: 1, help: "Times that every cell is measured; medians are reported."),
        ConfigField(
            "batch", .integer(2...128), default: 16, help: "Questions at a time of the ways of serving that batch."),
    ]

    /// Beside a method's own options.
    static let method = [
        ConfigField("name", .string, required: true, help: "Name of the method."),
        ConfigField("label", .string, help: "What the matrix calls it; without it its name."),
        ConfigField(
            "adapter", .string, help: "A LoRA adapter: the name of a training here, or a path; for a tuned model's row."
        ),
    ]

    /// Beside the keys of `engine`, which are laid over those of the config.
    static let serving = [
        ConfigField("name", .string, required: true, help: "One of \(names), or a name of your own."),
        ConfigField("concurrency", .integer(1...1024), help: "Questions in flight; without it `batch`, or 1."),
    ]

    private static var names: String { ServingStyle.allCases.map(\.rawValue).joined(separator: ", ") }
}
