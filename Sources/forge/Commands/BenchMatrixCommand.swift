import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTerminal
import Foundation

struct BenchMatrixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "Measure methods × ways of serving on one sample: speed, memory, and that the answers stay the same.",
        discussion: """
            Every cell is an experiment as any other, tagged `matrix`. Run again after an interruption, what is finished \
            stays and a cell that was cut off is measured from its beginning. The document is kept in the home after every \
            cell: `forge bench results NAME` and the page Benchmarks show it, `forge advise` reads it.

            Leave the machine alone meanwhile: other work makes cells slower, each by another amount.

            EXAMPLES
              forge bench matrix configs/bench-matrix.yaml
              forge bench matrix configs/bench-matrix.yaml --adapter dpo-smollm2
              forge bench matrix configs/bench-matrix.yaml --base-url http://127.0.0.1:8080/v1 --type llama-server
              forge bench matrix --schema   # every key of a config
            """)

    @Argument(help: "The config file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?
    @Option(help: "An adapter, which adds the row `dpo`: the name of a training, or a path.")
    var adapter: String?
    @Option(help: "Address of a server of the same model, which adds the column of a remote server.")
    var baseURL: String?
    @Option(help: "That server: vllm, sglang, llama-server, ollama or openai.")
    var type = ServerKind.llamaServer
    @Option(help: "The model's name at that server, where it is another.")
    var serverModel: String?
    @Option(help: "Environment variable that holds the server's key.")
    var apiKeyEnv: String?
    @Flag(help: "Measure what is finished, too.")
    var again = false
    @Flag(help: "Check the config and list its cells; measure nothing.")
    var plan = false
    @Flag(help: "List every key of a config with its meaning.")
    var schema = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard schema || config != nil else { throw ValidationError("Name a config file, or use --schema.") }
        guard baseURL != nil || serverModel == nil && apiKeyEnv == nil else {
            throw ValidationError("--server-model and --api-key-env go with --base-url.")
        }
    }

    func run() async throws {
        guard let config, !schema else {
            return print(ConfigReference.text(fields: BenchMatrixSchema.fields), terminator: "")
        }
        try await Workshop.open { workshop in
            let loader = await workshop.loader
            let matrix = try loader.benchMatrix(path: config, adding: additions)
            if plan { return try tell(matrix) }
            let report = try await measure(matrix, in: workshop)
            if output.json {
                try output.print(json: report)
            } else {
                print(BenchMatrixText(report).text(for: Terminal.of(descriptor: 1)))
            }
            // What went wrong is in the document.
            if report.cells.contains(where: { $0.state == .failed }) { throw ExitCode(1) }
        }
    }

    private var additions: BenchMatrixAdditions {
        BenchMatrixAdditions(
            adapter: adapter,
            server: baseURL.map {
                ServerConfig(kind: type, baseURL: $0, model: serverModel, keyVariable: apiKeyEnv)
            })
    }

    private func tell(_ matrix: BenchMatrixPlan) throws {
        if output.json { return try output.print(json: matrix.cells.map(\.config)) }
        for cell in matrix.cells { print(cell.config.name) }
        for omission in matrix.omissions { print("without \(omission.method)/\(omission.serving): \(omission.reason)") }
    }

    private func measure(_ matrix: BenchMatrixPlan, in workshop: Workshop) async throws -> BenchMatrixReport {
        let (json, again) = (output.json, again)
        let run = BenchMatrixRun(
            matrix, laboratory: workshop.laboratory, shelf: BenchmarkShelf(home: workshop.home))
        return try await untilInterrupted {
            try await Fetching.fetchMissing(for: matrix.experiments, libraries: workshop.libraries, quiet: json)
            return try await RunMonitor(quiet: json).watch { tell in
                for warning in matrix.warnings { tell(.warning(warning.message)) }
                return try await run.run(again: again, onEvent: tell)
            }
        }
    }
}
