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
              forge validate --schema        # every key with its default and meaning
            """)

    @Argument(help: "Config files (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var configs: [String] = []
    @Flag(help: "Print every key a config may have.")
    var schema = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if configs.isEmpty && !schema { throw ValidationError("Name a config file, or use --schema.") }
    }

    func run() async throws {
        let libraries = try Libraries()
        if schema { print(ConfigLoader.describe(libraries: libraries)) }
        var plans: [ExperimentPlan] = []
        for path in configs {
            let plan = try ConfigLoader.plan(at: path, libraries: libraries)
            plans.append(plan)
            if !output.json { print(summary(of: plan, path: path)) }
        }
        if output.json { try output.print(json: plans.flatMap(\.experiments)) }
    }

    private func summary(of plan: ExperimentPlan, path: String) -> String {
        let count = plan.experiments.count
        let head = "\(path): valid, \(count) experiment\(count == 1 ? "" : "s")"
        return ([head] + plan.experiments.map { "  \($0.name): \($0.method.name) on \($0.model.name), \($0.dataset.name)" })
            .joined(separator: "\n")
    }
}
