import ForgeCore
import ForgeLab
import Foundation

/// The first page of a report.
struct SiteIndex: Sendable {
    struct ComparisonLink: Sendable {
        let path: String
        let title: String
        let count: String
        let names: String
    }

    let heading: String
    let lead: String
    let note: String?
    let hasComparisons: Bool
    let comparisons: [ComparisonLink]
    let headers: [SortHeader]
    let rows: [ExperimentRow]

    /// - Parameter examples: so many questions of an experiment have pages of their own.
    init(
        title: String, _ experiments: [ExperimentOverview], comparisons: [[String]], examples: Int,
        at now: Date = Date()
    ) {
        heading = title
        let answers = experiments.reduce(0) { $0 + $1.done }
        lead =
            "\(Counted.of(experiments.count, "experiment")) with \(Counted.of(answers, "answer")), "
            + "as of \(NumberText.dateAndTime(now))"
        note =
            experiments.contains { $0.done > examples }
            ? "The first \(NumberText.count(examples)) questions of each experiment have pages; its exports have all."
            : nil
        let byID = Dictionary(experiments.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.comparisons = comparisons.map { ids in
            let parts = ids.compactMap { byID[$0] }
            return ComparisonLink(
                path: PageLink.to("/compare", [("ids", ids.joined(separator: ","))]),
                title: parts.first.map { "\($0.dataset)/\($0.split), \(Counted.of($0.total, "question"))" } ?? "",
                count: "\(ids.count)", names: parts.map(\.name).joined(separator: " · "))
        }
        hasComparisons = !comparisons.isEmpty
        headers = SortHeader.all(in: ListAddress())
        rows = experiments.map { ExperimentRow($0, now: now) }
    }
}
