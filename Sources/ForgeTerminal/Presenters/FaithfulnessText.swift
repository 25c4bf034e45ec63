package import ForgeCore
private import ForgeLab

/// How far an answer follows from the passages, sentence by sentence, as text.
package struct FaithfulnessText {
    private let report: FaithfulnessReport

    package init(_ report: FaithfulnessReport) { self.report = report }

    package func rendered(for terminal: Terminal) -> String {
        let mean = report.mean.map(score) ?? "–"
        let heading = "  \(mean), as a whole \(score(report.whole)), judged by \(report.judge)"
        let lines = report.sentences.enumerated().flatMap { number, sentence in
            [
                terminal.line("  \(number + 1). \(verdict(sentence))"),
                terminal.paragraph(terminal.line(sentence.sentence), indentation: 5),
            ]
        }
        return ([terminal.colored("Faithfulness", .bold) + terminal.line(heading)] + lines).joined(separator: "\n")
    }

    private func verdict(_ sentence: SentenceSupport) -> String {
        let isSupported = sentence.support >= FaithfulnessReport.threshold
        let parts = [
            "\(isSupported ? "✓ supported" : "✗ not supported") \(score(sentence.support))",
            sentence.best.map { "best by \(passage($0))" },
            sentence.contradiction.flatMap { worst in
                worst.score >= FaithfulnessReport.threshold ? "contradicted by \(passage(worst))" : nil
            },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private func passage(_ judgement: PassageJudgement) -> String {
        "passage \(judgement.passage + 1)\(judgement.title.isEmpty ? "" : " \(judgement.title)") "
            + "(\(score(judgement.score)))"
    }

    private func score(_ value: Double) -> String { NumberText.decimal(value, places: 2) }
}
