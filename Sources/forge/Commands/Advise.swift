import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTerminal
import Foundation

struct Advise: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how to serve a workload: which optimisation, why, and what it should gain.",
        discussion: """
            Figures are those of a benchmark that was measured on this machine (forge bench matrix, forge bench memory); \
            without one the decision tree answers, and says that it has no figure.

            EXAMPLES
              forge advise
              forge advise --method rag --queries 5000 --reuse 0.6 --memory 2000
              forge advise bench-matrix --interactive
              forge advise --figure decision-tree.svg
            """)

    @Argument(help: "The benchmark to go by (default: the latest one).")
    var benchmark: String?
    @Option(help: "Label of a method in the benchmark (default: its first).")
    var method: String?
    @Option(help: "Questions to be answered.")
    var queries = 1000
    @Option(help: "Share of prompt tokens that prompts before them began with, 0 to 1 (default: as measured).")
    var reuse: Double?
    @Option(help: "MiB of memory that it may take.")
    var memory: Int?
    @Option(help: "cpu, or server for a server of models with a graphics card.")
    var device = Workload.Device.cpu
    @Flag(help: "Somebody waits for each answer: questions come one at a time.")
    var interactive = false
    @Option(help: "Write the decision tree as a figure to this SVG file.", completion: .file(extensions: ["svg"]))
    var figure: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000_000).contains(queries) else {
            throw ValidationError("--queries must be from 1 to 1000000000.")
        }
        guard reuse.map({ (0...1).contains($0) }) ?? true else { throw ValidationError("--reuse must be from 0 to 1.") }
        guard memory.map({ (1...16_777_216).contains($0) }) ?? true else {
            throw ValidationError("--memory must be from 1 to 16777216.")
        }
    }

    func run() throws {
        let workload = Workload(
            queries: queries, reuse: reuse, memory: memory.map { $0 << 20 }, device: device,
            isInteractive: interactive, method: method)
        let advice = try BenchmarkShelf(home: ForgeHome()).advice(for: workload, by: benchmark)
        if let figure {
            try OutputFile(path: figure, option: "--figure", content: "figure", code: "figure.unwritable")
                .write(Data((DecisionTreeFigure().svg(isAlone: true) + "\n").utf8))
        }
        if output.json { return try output.print(json: advice) }
        print(AdviceText(advice).text(for: Terminal.of(descriptor: 1)))
    }
}

extension Workload.Device: ExpressibleByArgument {}
