import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeStore
import ForgeTerminal

struct DatabaseCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look through the whole store for damage; changes nothing.",
        discussion: """
            Asks the database about its own structure, reads every row, computes the hashes of all questions again and \
            compares what is counted with what is there. Ends with 1 when something is wrong. May run while others use \
            the store.

            EXAMPLE
              forge db check
            """)

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let store = try await StorePlace(home: ForgeHome()).openAsItIs()
        let report = try await store.closing { try await check(store) }
        if output.json { try output.print(json: report) } else { show(report) }
        if !report.findings.isEmpty { throw ExitCode(1) }
    }

    private func check(_ store: any MaintainableStore) async throws -> StoreCheck.Report {
        let monitor = CountMonitor("reading rows", quiet: output.json)
        return try await untilInterrupted {
            defer { monitor.close() }
            return try await StoreCheck(store).run { monitor.show(done: $0.done, of: $0.total) }
        }
    }

    private func show(_ report: StoreCheck.Report) {
        let rows = report.rows.values.reduce(0, +)
        print("store    \(report.store)")
        print("read     \(Counted.of(rows, "row")), \(Counted.of(report.sampleSets, "set")) of questions")
        print("checked  \(report.checks.joined(separator: "; "))")
        guard !report.findings.isEmpty else { return print("No damage was found.") }
        var table = TextTable([.init("place"), .init("what is wrong")])
        for finding in report.findings { table.add([.init(finding.place), .init(finding.problem)]) }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
        print(
            """
            \(Counted.of(report.findings.count, "finding")). Keep a copy of the store as it is, then go back to the \
            last backup that forge db check finds whole, or export what can still be read.
            """)
    }
}
