import ArgumentParser
import ForgeCore
import ForgeLab

struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check config files without running them.",
        discussion: """
            Every problem is shown with its line, what is allowed there and the nearest name.

            EXAMPLES
              forge validate configs/*.yaml
              forge validate my.yaml --json        # what is wrong, with line and column, for programs
              forge validate --schema              # every key with its default and meaning
              forge validate --template > my.yaml  # a config to start from
            """)

    @Argument(help: "Config files (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var configs: [String] = []
    @Flag(help: "Print every key a config may have.")
    var schema = false
    @Flag(help: "Print a config to start from.")
    var template = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if configs.isEmpty && !schema && !template {
            throw ValidationError("Name a config file, or use --schema or --template.")
        }
    }

    func run() async throws {
        if schema { print(ConfigReference.text(methods: Methods.schemas, metrics: AnswerMetrics.all.map(\.name))) }
        if template { print(ConfigReference.template, terminator: "") }
        guard !configs.isEmpty else { return }
        let loader = try await Knowledge().loader
        let checks = configs.map { ConfigCheck(path: $0, loader: loader) }
        if output.json {
            try output.print(json: checks)
        } else {
            for check in checks { show(check) }
        }
        if checks.contains(where: { !$0.isValid }) { throw ExitCode(2) }
    }

    private func show(_ check: ConfigCheck) {
        if let plan = check.plan { print(summary(of: plan, path: check.file)) }
        for warning in check.warnings { Warning.print(warning) }
        if let error = check.error { Warning.note(error.description) }
    }

    private func summary(of plan: ExperimentPlan, path: String) -> String {
        let count = plan.experiments.count
        let lines = plan.experiments.map { config in
            let size = config.dataset.n.map { "\($0) of " } ?? "all of "
            return "  \(config.name): \(config.method.name) on \(config.model.name), \(size)\(config.dataset.name)"
        }
        return (["\(path): valid, \(count) experiment\(count == 1 ? "" : "s")"] + lines).joined(separator: "\n")
    }
}
