import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTerminal

struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say which experiment is better, by how much, and whether that is more than luck.",
        discussion: """
            The experiments must have answered the same questions. The first metric of the first config decides unless \
            --metric names another; with more than two experiments the p-values are adjusted by Holm's method.

            EXAMPLES
              forge compare demo/naive demo/cot
              forge compare demo/naive demo/cot --flips 10       # questions that only one got right
              forge compare a b c --baseline a --metric f1.squad
              forge compare demo/naive demo/cot --format latex > table.tex
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, latex }

    @Argument(help: "Two or more experiments by id or name.")
    var experiments: [String]
    @Option(help: "The metric that decides.")
    var metric: String?
    @Option(help: "Compare all others with this one instead of all pairs.")
    var baseline: String?
    @Option(help: "Level of significance.")
    var alpha = 0.05
    @Option(help: "Print up to this many questions that only one got right.")
    var flips = 0
    @Option(help: "text, markdown or latex.")
    var format: Format = .text
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard experiments.count >= 2 else { throw ValidationError("Name at least two experiments.") }
        guard alpha > 0, alpha < 1 else { throw ValidationError("--alpha must lie between 0 and 1.") }
        guard (0...1000).contains(flips) else { throw ValidationError("--flips must be from 0 to 1000.") }
    }

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let store = workshop.store
            var found: [Experiment] = []
            for reference in experiments { found.append(try await store.meant(by: reference)) }
            let base = try await baselineID(store)
            let comparison = try await Comparing(store: store)
                .compare(found, options: ComparisonOptions(metric: metric, baseline: base, alpha: alpha))
            if output.json { return try output.print(json: comparison) }
            switch format {
            case .markdown: print(ComparisonTable(comparison).markdown())
            case .latex: print(ComparisonTable(comparison).latex())
            case .text:
                let examples = try await FlippedExamples(comparison: comparison, store: store, limit: flips).load()
                print(ComparisonReport(comparison, examples: examples).rendered(for: Terminal.of(descriptor: 1)))
            }
        }
    }

    private func baselineID(_ store: any ExperimentStore) async throws -> String? {
        guard let baseline else { return nil }
        return try await store.meant(by: baseline).id
    }
}
