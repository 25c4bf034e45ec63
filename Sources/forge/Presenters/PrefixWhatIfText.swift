import ForgeEngines
import ForgeLab
import ForgeTerminal

/// What a prefix cache spared and could have spared, as a table.
struct PrefixWhatIfText {
    private let report: PrefixWhatIf.Report
    private let name: String

    init(_ report: PrefixWhatIf.Report, name: String) {
        self.report = report
        self.name = name
    }

    func text(for terminal: Terminal) -> String {
        let all = ByteText.of(report.distinctTokens * report.bytesPerToken)
        let heading =
            "\(name): \(Counted.of(report.calls, "call")), \(NumberText.count(report.promptTokens)) prompt tokens, "
            + "\(NumberText.count(report.distinctTokens)) of them distinct (\(all) of keys and values)"
        return heading + "\n\n" + table.rendered(for: terminal)
    }

    private var table: TextTable {
        var table = TextTable([
            .init("cache"), .init("hits", .right), .init("hit rate", .right), .init("tokens spared", .right),
            .init("share", .right),
        ])
        func add(_ name: String, _ outcome: PrefixWhatIf.Outcome) {
            table.add([
                .init(name), .init(NumberText.count(outcome.hits)),
                .init(report.hitRate(outcome).map(NumberText.percent) ?? "–"),
                .init(NumberText.count(outcome.cachedTokens)),
                .init(report.share(outcome).map(NumberText.percent) ?? "–"),
            ])
        }
        add("measured", report.measured)
        for outcome in report.budgets {
            add("at most " + (outcome.budgetBytes.map(ByteText.of) ?? "–"), outcome)
        }
        add("ideal", report.ideal)
        return table
    }
}
