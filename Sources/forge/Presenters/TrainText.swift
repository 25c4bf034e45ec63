import ForgeCore
import ForgeLab
import ForgeTerminal
import ForgeTraining
import ForgeTuning
import Foundation

/// Trainings and their data as text.
enum TrainText {
    /// A pair with the words that only one of its answers has in colour.
    static func text(of pair: PreferencePair, number: Int, terminal: Terminal) -> String {
        let differences = WordDiff(pair.chosen, pair.rejected)
        func answer(_ pieces: [WordDiff.Piece], _ color: TextColor) -> String {
            pieces.map { terminal.colored(terminal.text($0.text), $0.isOwn ? color : nil) }.joined()
        }
        var lines = [terminal.colored("#\(number) (\(pair.id))", .bold)]
        lines += pair.prompt.map { terminal.text("\($0.role.rawValue): \($0.content)") }
        lines += [
            "chosen:   \(answer(differences.first, .green))", "rejected: \(answer(differences.second, .red))",
        ]
        return lines.joined(separator: "\n")
    }

    static func text(of report: DataReport) -> String {
        var lines = ["\(report.file): \(Counted.of(report.rows, "row")), \(Counted.of(report.usable, "usable pair"))"]
        lines += (report.lineage?.lines ?? []).map { "  from votes: \($0)" }
        if report.repeated > 0 { lines.append("  repeated: \(report.repeated)") }
        if let leftOut = report.leftOut?.count, leftOut > 0 { lines.append("  left out: \(leftOut) marked as bad") }
        for (reason, count) in report.dropped.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
            lines.append("  dropped: \(count) with \(reason)")
        }
        for part in report.parts {
            lines.append("\(part.name): \(Counted.of(part.pairs, "pair")), SHA-256 \(part.sha256.prefix(16))…")
            guard part.pairs > 0 else { continue }
            lines.append(
                "  tokens, mean / longest: prompt \(lengths(part.promptTokens)), chosen \(lengths(part.chosenTokens)), "
                    + "rejected \(lengths(part.rejectedTokens)); \(Counted.of(part.cut, "pair")) at the maximal length")
        }
        return lines.joined(separator: "\n")
    }

    static func text(of evaluation: HeldOutEvaluation) -> String {
        func percent(_ value: Double) -> String { "\(NumberText.decimal(value * 100, places: 1)) %" }
        func decimal(_ value: Double) -> String { NumberText.decimal(value, places: 4) }
        let accuracy = evaluation.rewardAccuracy, margin = evaluation.margin
        return """
            on \(Counted.of(evaluation.pairs, "held-out pair")):
              reward accuracy \(percent(accuracy.value)) (\(percent(accuracy.low)) to \(percent(accuracy.high)))
              reward margin   \(decimal(margin.value)) (\(decimal(margin.low)) to \(decimal(margin.high)))
              chosen answer more probable: \(percent(evaluation.preferredBefore)) before, \
            \(percent(evaluation.preferredAfter)) after
            """
    }

    private static func lengths(_ lengths: DataReport.Lengths) -> String {
        "\(Int(lengths.mean.rounded())) / \(lengths.longest)"
    }
}
