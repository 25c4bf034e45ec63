import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning
import Foundation

/// A step of the way from preferences to what was proved with them.
struct LineageStep: Sendable {
    struct Item: Sendable {
        let text: String
        let path: String?
        let note: String?
    }

    let title: String
    let items: [Item]
    let isEmpty: Bool
    let nothing: String

    private init(_ title: String, _ items: [Item], nothing: String = "") {
        self.title = title
        self.items = items
        isEmpty = items.isEmpty
        self.nothing = nothing
    }

    static func all(
        _ training: TrainingListing, _ record: RunRecord?, _ uses: [TrainingUse], shelf: PairShelf
    ) -> [LineageStep] {
        [
            LineageStep("Pairs", data(training, record, shelf), nothing: "They were not read yet."),
            LineageStep("Training", [run(training, record)]),
            LineageStep(
                "Adapter",
                training.adapter.map { [Item(text: "adapter.gguf", path: nil, note: hash($0.ggufSHA256))] } ?? [],
                nothing: "None yet."),
            LineageStep(
                "Experiments", uses.map(use), nothing: training.adapter == nil ? "None yet." : "None used it yet."),
        ]
    }

    private static func data(_ training: TrainingListing, _ record: RunRecord?, _ shelf: PairShelf) -> [Item] {
        guard let data = training.data else { return [] }
        let isShelved = record.map {
            URL(filePath: $0.config.data.path).deletingLastPathComponent().standardizedFileURL.path
                == shelf.folder.standardizedFileURL.path
        }
        let path = isShelved == true && PairShelf.isName(data.file) ? TrainingLink.pairFile(data.file) : nil
        let parts = data.parts.map { part in
            Item(
                text: "\(NumberText.count(part.pairs)) for \(part.name)",
                path: TrainingLink.tab(.pairs, of: training.name, [("part", part.name)]), note: hash(part.sha256))
        }
        let votes = data.lineage.map { origin in
            Item(
                text: "Votes: \(origin.studyName)", path: VoteLink.study(origin.study),
                note: origin.voters.map(VoteWording.name(of:)).joined(separator: ", "))
        }
        return [votes, Item(text: data.file, path: path, note: hash(data.fileSHA256))].compactMap(\.self) + parts
    }

    private static func run(_ training: TrainingListing, _ record: RunRecord?) -> Item {
        Item(
            text: training.name, path: TrainingLink.tab(.about, of: training.name),
            note: "base \(training.model)" + (hash(training.modelSHA256).map { ", \($0)" } ?? ""))
    }

    private static func use(_ use: TrainingUse) -> Item {
        let result = use.result.map { "\($0.metric) \(ResultText.withInterval($0))" } ?? use.experiment.status.rawValue
        return Item(
            text: use.experiment.name, path: PageLink.experiment(use.experiment.id),
            note: "\(use.experiment.dataset), \(use.experiment.method): \(result)")
    }

    private static func hash(_ text: String?) -> String? { text.map { "SHA-256 \($0.prefix(16))…" } }
}
