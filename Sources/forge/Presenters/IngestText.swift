import ForgeLab
import ForgeRetrieval

/// What an ingest did, as lines.
enum IngestText {
    /// Findings shown one by one; the counts tell of the rest.
    private static let mostFindings = 20

    static func lines(_ report: IngestReport) -> [String] {
        documents(report) + chunks(report) + findings(report) + times(report)
    }

    private static func documents(_ report: IngestReport) -> [String] {
        let what = Counted.listed([
            (report.added, "added", "added"), (report.changed, "changed", "changed"),
            (report.unchanged, "unchanged", "unchanged"),
        ])
        var lines = [
            report.leftOut == 0
                ? "took in \(Counted.of(report.kept, "document"))"
                : "took in \(NumberText.count(report.kept)) of \(Counted.of(report.read, "document"))"
        ]
        if let what { lines[0] += ": \(what)" }
        let leftOut = Counted.listed([
            (report.duplicates, "duplicate", nil), (report.empty, "without text", "without text"),
            (report.unreadable, "unreadable", "unreadable"),
            (report.idTaken ?? 0, "with an id that is taken", "with ids that are taken"),
        ])
        if let leftOut { lines.append("left out: \(leftOut)") }
        if report.removed > 0 {
            lines.append("removed: \(Counted.of(report.removed, "document")) that no source has any more")
        }
        if let skipped = report.skipped { lines.append("passed over: " + skipped.map(\.text).joined(separator: "; ")) }
        return lines
    }

    private static func chunks(_ report: IngestReport) -> [String] {
        let counts = Counted.listed([
            (report.chunksAdded, "added", "added"), (report.chunksRemoved, "removed", "removed"),
            (report.embedded, "embedded", "embedded"),
            (report.longerThanWindow, "longer than the embedder reads", "longer than the embedder reads"),
        ])
        var lines = ["chunks: \(counts ?? "nothing new")"]
        if report.bareHeadings > 0 {
            lines.append(
                report.bareHeadings == 1
                    ? "1 heading has no text of its own"
                    : "\(NumberText.count(report.bareHeadings)) headings have no text of their own")
        }
        return lines
    }

    private static func findings(_ report: IngestReport) -> [String] {
        let shown = report.issues.prefix(mostFindings)
        var lines = shown.map { "  \($0.kind.rawValue)  \($0.place)  \($0.detail)" }
        let rest = report.issueCounts.values.reduce(0, +) - shown.count
        if rest > 0 { lines.append("  … and \(Counted.of(rest, "more finding")) (--json has them)") }
        if report.idTaken ?? 0 > 0 { lines.append("  \(IngestReport.idTakenRemedy)") }
        return lines
    }

    /// In the order of the phases.
    private static func times(_ report: IngestReport) -> [String] {
        let times = IngestProgress.Phase.allCases.compactMap { phase in
            report.seconds[phase.rawValue].map { "\(phase.rawValue) \(NumberText.seconds($0))" }
        }
        return times.isEmpty ? [] : ["time: " + times.joined(separator: ", ")]
    }
}
