import ForgeCore
import ForgeLab
import ForgeTerminal

/// How retrieval methods compare, as tables.
struct RetrievalReportText {
    private let report: RetrievalReport

    init(_ report: RetrievalReport) { self.report = report }

    func rendered(for terminal: Terminal) -> String {
        let parts = [heading, scores.rendered(for: terminal)]
        return (report.differences.isEmpty ? parts : parts + [differences.rendered(for: terminal)])
            .joined(separator: "\n\n")
    }

    private var heading: String {
        let base = report.retriever
        return terminalSafe(
            "\(base.knowledgeBase): \(NumberText.count(base.documents)) documents in \(NumberText.count(base.chunks)) "
                + "chunks of \(base.chunkTokens) tokens, \(NumberText.count(report.queries)) queries")
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
