import ForgeLab
import ForgeTerminal

/// A matrix's document for the terminal, or as Markdown.
struct BenchMatrixText {
    private let report: BenchMatrixReport

    init(_ report: BenchMatrixReport) { self.report = report }

    private var tables: [PlainTable] {
        let tables = BenchMatrixTables(report)
        return [tables.speed, tables.answers, tables.frontier, tables.costBenefit].filter { !$0.rows.isEmpty }
    }

    func text(for terminal: Terminal) -> String {
        let parts = tables.map { "\($0.title)\n\($0.textTable.rendered(for: terminal))" }
        return ([heading] + parts + [report.agreementSentence] + notes).joined(separator: "\n\n")
    }

    func markdown() -> String {
        let parts = tables.map { "### \($0.title)\n\n\($0.markdown())" }
        return ([heading] + parts + [report.agreementSentence] + notes).joined(separator: "\n\n")
    }

    private var heading: String {
        "\(report.name): \(report.model) on \(report.dataset), \(Counted.of(report.questions, "question")), "
            + "batches of \(report.batch), \(Counted.of(report.repeats, "repeat")); "
            + "\(report.done) of \(Counted.of(report.wanted, "cell")) measured"
    }

    private var notes: [String] {
        let lines =
            report.cells.compactMap { cell in
                cell.reason.map {
                    "\(cell.method), \(report.title(ofServing: cell.serving)): \(BenchMatrixTables.state(of: cell)). \($0)"
                }
            } + report.warnings
        return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
    }
}

extension PlainTable {
    var textTable: TextTable {
        var table = TextTable(columns.map { .init($0.title, $0.isNumber ? .right : .left) })
        for row in rows { table.add(row.map { .init($0) }) }
        return table
    }
}
