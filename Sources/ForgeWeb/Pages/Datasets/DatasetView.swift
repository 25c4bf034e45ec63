import ForgeCatalogue
import ForgeCore
import ForgeLab

/// A data set as its row and its own page show it.
struct DatasetView: Sendable {
    struct Split: Sendable {
        let name: String
        let path: String
        let pullPath: String
        let isCurrent: Bool
        let isDefault: Bool
        let isInstalled: Bool
        let canPull: Bool
        let records: String
        /// How many records in how many bytes, as far as it is known.
        let extent: String
        let size: String
        let source: String?
        let hash: String?
        let verified: String?
        let note: String?
        let sources: [ModelView.Source]
        let pull: PullView?
    }

    let name: String
    let path: String
    let summary: String
    let task: String
    let format: String
    let licence: String
    let splits: [Split]
    let isInstalled: Bool
    let isPulling: Bool
    /// Of the splits that are here.
    let records: String
    let here: String
    let experiments: String
    let new: String

    /// - Parameters:
    ///   - pulls: latest downloads by split.
    ///   - current: the split whose samples are shown.
    init(_ status: DatasetStatus, pulls: [String: PullState], current: String? = nil) {
        let entry = status.entry
        name = entry.name
        path = PageLink.dataset(entry.name)
        summary = entry.summary
        task = entry.task.rawValue
        format = entry.format.rawValue
        licence = entry.licence
        let summaries = status.summary.splits
        splits = zip(status.splits, summaries).enumerated().map { index, pair in
            Split(
                pair.0, pair.1, of: entry.name, pull: pulls[pair.1.name], isDefault: index == 0,
                isCurrent: pair.1.name == current)
        }
        isInstalled = status.isInstalled
        isPulling = splits.contains { $0.pull?.isRunning ?? false }
        let known = summaries.filter(\.isInstalled).compactMap(\.records)
        records = known.isEmpty ? "–" : NumberText.count(known.reduce(0, +))
        let count = summaries.count(where: \.isInstalled)
        here = count == 0 ? "not here" : "\(count) of \(summaries.count) splits here"
        experiments = PageLink.to("/experiments", [("dataset", entry.name)])
        new = PageLink.to("/experiments/new", [("dataset", entry.name), ("split", current)])
    }
}

extension DatasetView.Split {
    init(
        _ split: DatasetStatus.Split, _ summary: DatasetSummary.Split, of dataset: String, pull state: PullState?,
        isDefault: Bool, isCurrent: Bool
    ) {
        name = summary.name
        path = PageLink.dataset(dataset, split: summary.name)
        pullPath = "/datasets/\(PageLink.encoded(dataset))/pull"
        self.isDefault = isDefault
        self.isCurrent = isCurrent
        isInstalled = summary.isInstalled
        let pull = state.map(PullView.init)
        self.pull = pull.flatMap { $0.isDone ? nil : $0 }
        canPull = !summary.isInstalled && !(pull?.isRunning ?? false)
        let (count, bytes) = (summary.records.map(NumberText.count), summary.bytes.map(NumberText.bytes))
        records = count ?? "–"
        size = bytes ?? "–"
        extent = [count.map { "\($0) records" }, bytes].compactMap(\.self).joined(separator: ", ")
        source = summary.source
        hash = summary.receipt?.sha256 ?? split.split.file.sha256
        verified = summary.receipt.map { ModelView.verified($0.verified) }
        note = summary.note
        sources = split.split.file.sources.map {
            .init(
                place: $0.location.description, size: $0.bytes.map(NumberText.bytes) ?? "–", hash: $0.hashStatement,
                note: $0.note)
        }
    }
}
