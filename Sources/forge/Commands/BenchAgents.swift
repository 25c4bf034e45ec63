import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeStore
import ForgeTerminal
import Foundation

struct BenchAgents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agents",
        abstract: "Measure agents at once against their very same calls as independent requests.",
        discussion: """
            Agents and the replay of their calls alternate on one engine; medians are reported. Leave the machine alone
            meanwhile. The agents are an experiment as any other, with a calculator, in a temporary store.

            EXAMPLES
              forge bench agents
              forge bench agents --agents 16 --questions 96 --repeats 5 --json > agents.json
            """)

    @Option(help: "A model of the catalogue or a GGUF file (default: the catalogue's default).")
    var model: String?
    @Flag(help: "The file as shipped even where a tuned variant exists.")
    var original = false
    @Option(help: "Agents at once.")
    var agents = 16
    @Option(help: "Questions that they answer.")
    var questions = 48
    @Option(help: "Repeats of both.")
    var repeats = 3
    @Flag(help: "Let a grammar write valid steps only.")
    var constrained = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...64).contains(agents) else { throw ValidationError("--agents must be from 1 to 64.") }
        guard (1...10_000).contains(questions) else {
            throw ValidationError("--questions must be from 1 to 10000.")
        }
        guard (1...100).contains(repeats) else {
            throw ValidationError("--repeats must be from 1 to 100.")
        }
    }

    func run() async throws {
        let libraries = try Libraries()
        let file = try libraries.models.resolve(
            model ?? libraries.catalogue.defaultModel, original: original)
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "forge-bench-\(ExperimentID.make())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await SQLiteStore.open(at: folder.appending(path: "bench.sqlite"))
        // As experiments load it: never fewer than 8 sequences.
        let engine = try await LlamaEngine.load(
            path: file.path, options: .init(parallelSequences: max(8, agents), modelName: file.name))
        let report = try await untilInterrupted {
            let options = AgentBenchmark.Options(
                agents: agents, questions: questions, repeats: repeats, isConstrained: constrained)
            return try await AgentBenchmark(engine: engine, store: store, options: options).run {
                StandardError.write("\($0)\n")
            }
        }
        await engine.shutdown()
        try await store.close()
        if output.json { return try output.print(json: report) }
        print(AgentBenchText(report).text(for: Terminal.of(descriptor: 1)))
    }
}
