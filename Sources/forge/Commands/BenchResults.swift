import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTerminal
import Foundation

struct BenchResults: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results",
        abstract: "Show what benchmark matrices measured.",
        discussion: """
            EXAMPLES
              forge bench results
              forge bench results bench-matrix
              forge bench results bench-matrix --markdown > results.md
            """)

    @Argument(help: "A benchmark's name (default: a list of all).")
    var name: String?
    @Flag(help: "Print Markdown tables, for documents.")
    var markdown = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !(markdown && output.json) else { throw ValidationError("Choose --markdown or --json.") }
        guard name != nil || !markdown else { throw ValidationError("--markdown needs a benchmark's name.") }
    }

    func run() throws {
        let shelf = BenchmarkShelf(home: ForgeHome())
        let terminal = Terminal.of(descriptor: 1)
        guard let name else {
            let all = shelf.matrices()
            if output.json { return try output.print(json: all) }
            guard !all.isEmpty else {
                return print("No benchmark yet: `forge bench matrix configs/bench-matrix.yaml` makes one.")
            }
            return print(list(all).rendered(for: terminal))
        }
        let report = try shelf.matrix(name)
        if output.json { return try output.print(json: report) }
        let text = BenchMatrixText(report)
        print(markdown ? text.markdown() : text.text(for: terminal))
        guard let profile = try shelf.memory(name) else { return }
        let memory = MemoryProfileText(profile)
        print("\n" + (markdown ? memory.markdown() : memory.text(for: terminal)))
    }

    private func list(_ reports: [BenchMatrixReport]) -> TextTable {
        var table = TextTable([
            .init("name"), .init("model"), .init("data set"), .init("questions", .right), .init("cells", .right),
            .init("measured"),
        ])
        for report in reports {
            table.add([
                .init(report.name), .init(report.model), .init(report.dataset), .init("\(report.questions)"),
                .init("\(report.done) of \(report.wanted)"),
                .init(NumberText.age(of: report.updatedAt, at: Date())),
            ])
        }
        return table
    }
}
