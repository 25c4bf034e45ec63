import ForgeCore
import ForgeLab
import ForgeTerminal

/// How retrieval methods compare, as tables.
struct RetrievalReportText {
    private let report: RetrievalReport

    init(_ report: RetrievalReport) { self.report = report }

    func rendered(for terminal: Terminal) -> String {
        var parts = [heading, scores.rendered(for: terminal)]
        if !report.differences.isEmpty { parts.append(differences.rendered(for: terminal)) }
        let warnings = report.warnings.map { terminalSafe("Warning: \($0)") }
        if !warnings.isEmpty { parts.append(warnings.joined(separator: "\n")) }
        return parts.joined(separator: "\n\n")
    }

    private var heading: String {
        let base = report.retriever
        return terminalSafe(
            "\(base.knowledgeBase): \(Counted.of(base.documents, "document")) in "
                + "\(Counted.of(base.chunks, "chunk")) of at most \(base.chunkTokens) tokens, "
                + Counted.of(report.queries, "query", "queries"))
    }

    private func terminalSafe(_ text: String) -> String { Terminal.of(descriptor: 1).text(text) }

    private var scores: TextTable {
        let k = report.depth
        var table = TextTable([
            .init("method"), .init("nDCG@\(k)", .right), .init("95 %"), .init("recall@\(k)", .right), .init("95 %"),
            .init("MRR@\(k)", .right), .init("p50", .right), .init("p95", .right),
        ])
        for score in report.methods {
            table.add([
                .init(score.method.rawValue), .init(Self.number(score.ndcg.value)),
                .init(Self.text(score.ndcg.interval)),
                .init(Self.number(score.recall.value)), .init(Self.text(score.recall.interval)),
                .init(Self.number(score.reciprocalRank.value)), .init(NumberText.seconds(score.median)),
                .init(NumberText.seconds(score.p95)),
            ])
        }
        return table
    }

    private var differences: TextTable {
        var table = TextTable([
            .init("nDCG@\(report.depth)"), .init("difference", .right), .init("95 %"), .init("p (Holm)", .right),
        ])
        for difference in report.differences {
            table.add([
                .init("\(difference.method.rawValue) − \(difference.baseline.rawValue)"),
                .init(NumberText.signed(difference.ndcg.difference, places: 4)),
                .init(Self.text(difference.ndcg.interval)), .init(NumberText.pValue(difference.adjustedP)),
            ])
        }
        return table
    }

    private static func number(_ value: Double) -> String { NumberText.decimal(value, places: 4) }

    private static func text(_ interval: Interval?) -> String {
        interval.map { "[\(number($0.low)), \(number($0.high))]" } ?? "–"
    }
}
