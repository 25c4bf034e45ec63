import ForgeCore
import ForgeLab

/// What the page of a comparison shows.
struct CompareContent: Sendable {
    struct ChartLink: Sendable {
        let title: String
        let path: String
    }

    let verdict: [String]
    let lead: String
    let summary: String
    let caution: String?
    let warnings: [String]
    let entries: [CompareTable.Head]
    let table: CompareTable
    let pairs: [ComparePair]
    let hasFlips: Bool
    let examples: CompareExamples
    let charts: [ChartLink]
    let latex: String
    let markdown: String
    let latexPath: String
    let markdownPath: String
    let ids: String
    let baselines: [Choice]
    let metrics: [Choice]
    let alphas: [Choice]
    let isMany: Bool

    init(_ comparison: Comparison, query: CompareQuery, examples: CompareExamples) {
        let lines = comparison.verdict.split(separator: "\n").map(String.init)
        lead = lines.first ?? ""
        verdict = Array(lines.dropFirst())
        let names = comparison.entries.count == 2 ? "two experiments" : "\(comparison.entries.count) experiments"
        summary =
            "\(comparison.dataset) (\(comparison.split)), \(NumberText.count(comparison.questions)) questions, \(names), "
            + "decided by \(comparison.metric.name)"
        caution = Self.caution(comparison)
        warnings = comparison.warnings
        table = CompareTable(comparison)
        entries = table.heads
        pairs = comparison.pairs.map { ComparePair($0, of: comparison, query: query, shown: examples.key) }
        hasFlips = comparison.pairs.contains { $0.flips != nil }
        self.examples = examples
        charts = [("Deciding metric", "intervals"), ("Paired differences", "differences"), ("Latency", "latency")].map {
            ChartLink(title: $0.0, path: query.link(to: "/api/v1/compare/charts/\($0.1)"))
        }
        let exported = ComparisonTable(comparison)
        latex = exported.latex()
        markdown = exported.markdown()
        latexPath = query.link(to: "/compare/table.tex")
        markdownPath = query.link(to: "/compare/table.md")
        ids = query.ids.joined(separator: ",")
        isMany = comparison.entries.count > 2
        baselines =
            [Choice("", "None: all pairs", selected: query.baseline ?? "")]
            + comparison.entries.map { Choice($0.id, $0.label, selected: query.baseline) }
        let shared = comparison.entries.first?.results.filter(\.isQuality).map(\.metric) ?? []
        metrics = shared.map { Choice($0, selected: comparison.metric.name) }
        alphas = Self.levels(comparison.alpha)
    }

    private static func levels(_ alpha: Double) -> [Choice] {
        let known = [0.1, 0.05, 0.01, 0.001]
        return (known + [alpha].filter { !known.contains($0) }).map {
            Choice("\($0)", NumberText.percent($0), selected: "\(alpha)")
        }
    }

    private static func caution(_ comparison: Comparison) -> String? {
        switch comparison.differences.count {
        case 0: "Their settings are the same: what differs is chance or the machine."
        case 1: nil
        default:
            "More than one setting differs (\(comparison.differences.joined(separator: ", "))), so a difference cannot "
                + "be put down to any one of them."
        }
    }
}
