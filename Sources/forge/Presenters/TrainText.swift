import ForgeCore
import ForgeLab
import ForgeTraining
import Foundation

/// Trainings and their data as text.
enum TrainText {
    static func text(of pair: PreferencePair, number: Int) -> String {
        var lines = ["#\(number) (\(pair.id))"]
        lines += pair.prompt.map { "\($0.role.rawValue): \($0.content)" }
        lines += ["chosen:   \(pair.chosen)", "rejected: \(pair.rejected)"]
        return lines.joined(separator: "\n")
    }

    static func text(of report: DataReport) -> String {
        var lines = ["\(report.file): \(counted(report.rows, "row")), \(counted(report.usable, "usable pair"))"]
        lines += (report.lineage?.lines ?? []).map { "  from votes: \($0)" }
        if report.repeated > 0 { lines.append("  repeated: \(report.repeated)") }
        for (reason, count) in report.dropped.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
            lines.append("  dropped: \(count) with \(reason)")
        }
        for part in report.parts {
            lines.append("\(part.name): \(counted(part.pairs, "pair")), SHA-256 \(part.sha256.prefix(16))…")
            guard part.pairs > 0 else { continue }
            lines.append(
                "  tokens, mean / longest: prompt \(lengths(part.promptTokens)), chosen \(lengths(part.chosenTokens)), "
                    + "rejected \(lengths(part.rejectedTokens)); \(counted(part.cut, "pair")) at the maximal length")
        }
        return lines.joined(separator: "\n")
    }

    static func text(of evaluation: HeldOutEvaluation) -> String {
        func percent(_ value: Double) -> String { "\(NumberText.decimal(value * 100, places: 1)) %" }
        func decimal(_ value: Double) -> String { NumberText.decimal(value, places: 4) }
        let accuracy = evaluation.rewardAccuracy, margin = evaluation.margin
        return """
            on \(counted(evaluation.pairs, "held-out pair")):
              reward accuracy \(percent(accuracy.value)) (\(percent(accuracy.low)) to \(percent(accuracy.high)))
              reward margin   \(decimal(margin.value)) (\(decimal(margin.low)) to \(decimal(margin.high)))
              chosen answer more probable: \(percent(evaluation.preferredBefore)) before, \
            \(percent(evaluation.preferredAfter)) after
            """
    }

    private static func lengths(_ lengths: DataReport.Lengths) -> String {
        "\(Int(lengths.mean.rounded())) / \(lengths.longest)"
    }

    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
