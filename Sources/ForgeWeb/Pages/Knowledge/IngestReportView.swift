import ForgeCore
import ForgeLab
import ForgeRetrieval

/// How the last ingest went.
struct IngestReportView: Sendable {
    struct Count: Sendable {
        let name: String
        let value: String
    }

    struct Finding: Sendable {
        let kind: String
        let place: String
        let document: String
        let detail: String
    }

    /// Findings shown one by one; the counts tell of the rest.
    private static let mostFindings = 50

    let state: KnowledgeView.State
    let sources: String
    let started: Age
    let error: String?
    let isRunning: Bool
    let isInterrupted: Bool
    let counts: [Count]
    let hasCounts: Bool
    /// `reading 1.20 s, embedding 40.0 s`.
    let times: String?
    let findings: [Finding]
    let hasFindings: Bool
    let findingsTitle: String
    let more: String?

    init(_ ingest: IngestState) {
        let report = ingest.report
        state = KnowledgeView.State(ingest.status)
        sources = ingest.sources.joined(separator: ", ")
        started = Age(ingest.startedAt)
        error = ingest.error
        isRunning = ingest.status == .running
        isInterrupted = ingest.status == .interrupted
        counts = report.map(Self.counts) ?? []
        hasCounts = !counts.isEmpty
        times = Self.times(report?.seconds ?? [:])
        let shown = (report?.issues ?? []).prefix(Self.mostFindings)
        findings = shown.map {
            Finding(kind: Self.word($0.kind), place: $0.place, document: $0.document ?? "–", detail: $0.detail)
        }
        hasFindings = !findings.isEmpty
        let all = report?.issueCounts.values.reduce(0, +) ?? 0
        findingsTitle = all == 1 ? "1 finding" : "\(NumberText.count(all)) findings"
        more = all > shown.count ? "and \(NumberText.count(all - shown.count)) more; the API has them" : nil
    }

    private static func counts(_ report: IngestReport) -> [Count] {
        let always = [("Read", report.read), ("Added", report.added), ("Changed", report.changed)]
        let sometimes = [
            ("Unchanged", report.unchanged), ("Duplicates", report.duplicates), ("Empty", report.empty),
            ("Unreadable", report.unreadable), ("Id taken", report.idTaken ?? 0),
            ("Removed", report.removed), ("Chunks added", report.chunksAdded),
            ("Chunks removed", report.chunksRemoved), ("Embedded", report.embedded),
            ("Longer than the embedder reads", report.longerThanWindow), ("Headings without text", report.bareHeadings),
        ]
        let skipped = (report.skipped ?? []).reduce(0) { $0 + $1.count }
        return (always + (sometimes + [("Files passed over", skipped)]).filter { $0.1 > 0 })
            .map { Count(name: $0.0, value: NumberText.count($0.1)) }
    }

    /// In the order of the phases.
    private static func times(_ seconds: [String: Double]) -> String? {
        let parts = IngestProgress.Phase.allCases.compactMap { phase in
            seconds[phase.rawValue].map { "\(phase.rawValue) \(NumberText.seconds($0))" }
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func word(_ kind: DocumentIssue.Kind) -> String {
        switch kind {
        case .notUTF8: "✗ not UTF-8, left out"
        case .malformed: "✗ malformed, left out"
        case .empty: "✗ empty, left out"
        case .duplicate: "= duplicate, left out"
        case .idTaken: "✗ id taken, left out"
        case .long: "! long, taken whole"
        }
    }
}
