import ForgeLab
import ForgeRetrieval

/// What an ingest did, as lines.
enum IngestText {
    /// Findings shown one by one; the counts tell of the rest.
    private static let mostFindings = 20

    static func lines(_ report: IngestReport) -> [String] {
        var lines = [
            "read \(number(report.read)): "
                + counts([
                    ("added", report.added), ("changed", report.changed), ("unchanged", report.unchanged),
                    ("duplicates", report.duplicates), ("empty", report.empty), ("unreadable", report.unreadable),
                    ("removed", report.removed),
                ]),
            "chunks: "
                + counts([
                    ("added", report.chunksAdded), ("removed", report.chunksRemoved), ("embedded", report.embedded),
                    ("longer than the embedder reads", report.longerThanWindow),
                ]),
        ]
        if report.bareHeadings > 0 { lines.append("\(number(report.bareHeadings)) headings have no text of their own") }
        let shown = report.issues.prefix(mostFindings)
        lines += shown.map { "  \($0.kind.rawValue)  \($0.place)  \($0.detail)" }
        let all = report.issueCounts.values.reduce(0, +)
        if all > shown.count {
            lines.append("  … and \(number(all - shown.count)) more of such findings (--json has them)")
        }
        let times = report.seconds.sorted { $0.key < $1.key }.map { "\($0.key) \(NumberText.seconds($0.value))" }
        if !times.isEmpty { lines.append("time: " + times.joined(separator: ", ")) }
        return lines
    }

    private static func counts(_ parts: [(String, Int)]) -> String {
        let told = parts.filter { $0.1 > 0 }.map { "\(number($0.1)) \($0.0)" }
        return told.isEmpty ? "nothing new" : told.joined(separator: ", ")
    }

    private static func number(_ value: Int) -> String { NumberText.count(value) }
}
