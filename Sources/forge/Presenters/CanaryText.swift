import ForgeLab
import ForgeTerminal

/// A noise floor as a table.
struct CanaryText {
    private let report: CanaryReport
    private let name: String

    init(_ report: CanaryReport, name: String) {
        self.report = report
        self.name = name
    }

    func text(for terminal: Terminal) -> String {
        var lines = ["\(name): \(Counted.of(report.questions, "question")), \(report.concurrency) together"]
        if report.failed > 0 { lines.append("\(Counted.of(report.failed, "question")) failed and are left out.") }
        lines += ["", table.rendered(for: terminal), "", verdict]
        return lines.joined(separator: "\n")
    }

    private var table: TextTable {
        let metrics = report.metricChanges.keys.sorted()
        var table = TextTable(
            [
                .init("condition"), .init("other outputs", .right), .init("other answers", .right),
                .init("first at token", .right), .init("time", .right),
            ] + metrics.map { .init($0, .right) })
        for outcome in report.outcomes {
            table.add(
                [
                    .init(outcome.condition.rawValue), .init("\(outcome.changedOutputs)"),
                    .init("\(outcome.changedAnswers)"), .init(outcome.firstDifferences.first.map { "\($0)" } ?? "–"),
                    .init(NumberText.seconds(outcome.seconds)),
                ] + metrics.map { .init(outcome.means[$0].map { NumberText.decimal($0, places: 3) } ?? "–") })
        }
        return table
    }

    private var verdict: String {
        guard let first = report.firstDifference else { return "No output changed: the noise floor is zero here." }
        let changes = report.metricChanges.sorted { $0.key < $1.key }
            .map { "\($0.key) by up to \(NumberText.decimal($0.value * 100, places: 1)) points" }
        return "Up to \(report.changedOutputs) of \(report.questions) outputs changed, first at token \(first); "
            + (changes.isEmpty ? "nothing was scored." : changes.joined(separator: ", ") + ".")
    }
}
