import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning

/// Curves, held-out pairs, where it comes from and what it was used for.
struct TrainingOverviewTab: Sendable {
    let charts: [ChartPlace]
    let hasCharts: Bool
    let steps: [StepRow]
    let hasSteps: Bool
    let heldOut: [HeldOutRow]
    let hasHeldOut: Bool
    let heldOutNote: String
    let lineage: [LineageStep]
    let usage: String?
    let downloads: [Download]
    let hasDownloads: Bool
    let card: LongText?

    struct StepRow: Sendable {
        let what: String
        let step: String
        let loss: String
        let accuracy: String
        let margin: String
    }

    struct HeldOutRow: Sendable {
        let name: String
        let before: Estimate
        let after: Estimate
        let whiskerBefore: Whisker?
        let whiskerAfter: Whisker?
    }

    struct Download: Sendable {
        let name: String
        let path: String
        let about: String
        let size: String
    }

    static func load(_ training: TrainingListing, _ service: TrainingService) async throws -> TrainingOverviewTab {
        let folder = try service.library.existing(training.name)
        return TrainingOverviewTab(
            training, folder.records(), uses: try await service.uses(of: training),
            files: try service.files(of: training.name), shelf: service.shelf, record: folder.runRecord(),
            card: (try? service.content(of: .card, of: training.name)).map { String(decoding: $0, as: UTF8.self) })
    }

    private init(
        _ training: TrainingListing, _ records: [TrainingRecord], uses: [TrainingUse],
        files: [(file: TrainingFile, bytes: Int)], shelf: PairShelf, record: RunRecord?, card: String?
    ) {
        let name = training.name
        charts = Self.curves(records).map {
            ChartPlace(path: TrainingLink.chart($0.curve, of: name), title: $0.title)
        }
        hasCharts = !charts.isEmpty
        steps = [
            training.last.map { Self.row($0, "Last step", prefix: "") },
            training.validation.map { Self.row($0, "Last validation", prefix: "eval_") },
        ].compactMap(\.self)
        hasSteps = !steps.isEmpty
        heldOut = training.heldOut.map(Self.rows) ?? []
        hasHeldOut = !heldOut.isEmpty
        heldOutNote = training.heldOut.map(Self.note) ?? Self.whyNone(training)
        lineage = LineageStep.all(training, record, uses, shelf: shelf)
        usage = training.adapter.map {
            "model: {name: \(training.model), adapter: \($0.gguf)}"
        }
        downloads = files.map {
            Download(
                name: $0.file.rawValue, path: TrainingLink.file($0.file, of: name), about: $0.file.about,
                size: NumberText.bytes($0.bytes))
        }
        hasDownloads = !downloads.isEmpty
        self.card = card.map { LongText($0) }
    }

    /// Those that have something to draw: others would be answered with an error.
    private static func curves(
        _ records: [TrainingRecord]
    ) -> [(curve: TrainingCharts.Curve, title: String)] {
        let hasSteps = records.contains { $0["loss"] != nil }
        let all: [(curve: TrainingCharts.Curve, title: String, isThere: Bool)] = [
            (.loss, "Loss", !records.isEmpty), (.accuracy, "Reward accuracy", !records.isEmpty),
            (.margin, "Reward margin", !records.isEmpty), (.rewards, "Rewards", hasSteps),
            (.rate, "Learning rate", hasSteps), (.gradient, "Gradient norm", hasSteps),
        ]
        return all.filter(\.isThere).map { ($0.curve, $0.title) }
    }

    private static func row(_ record: TrainingRecord, _ what: String, prefix: String) -> StepRow {
        StepRow(
            what: what, step: NumberText.count(record.step), loss: TrainingText.decimal(record[prefix + "loss"]),
            accuracy: record[prefix + "rewards/accuracies"].map(NumberText.percent) ?? "–",
            margin: TrainingText.decimal(record[prefix + "rewards/margins"]))
    }

    private static func rows(_ heldOut: HeldOutSummary) -> [HeldOutRow] {
        func whisker(_ estimate: HeldOutSummary.Estimate) -> Whisker? {
            Whisker(value: estimate.value, low: estimate.low, high: estimate.high)
        }
        return [
            HeldOutRow(
                name: "Chosen answer more probable", before: TrainingText.share(heldOut.preferredBefore),
                after: TrainingText.share(heldOut.preferredAfter), whiskerBefore: whisker(heldOut.preferredBefore),
                whiskerAfter: whisker(heldOut.preferredAfter)),
            HeldOutRow(
                name: "Reward accuracy", before: Estimate(value: "–", interval: "all rewards are 0"),
                after: TrainingText.share(heldOut.rewardAccuracy), whiskerBefore: nil,
                whiskerAfter: whisker(heldOut.rewardAccuracy)),
            HeldOutRow(
                name: "Reward margin", before: Estimate(value: "0", interval: nil),
                after: TrainingText.number(heldOut.margin), whiskerBefore: nil, whiskerAfter: nil),
        ]
    }

    private static func whyNone(_ training: TrainingListing) -> String {
        guard training.state == .finished else {
            return "They are evaluated when the training has ended, if its config holds any out."
        }
        let held = training.data?.parts.first { $0.name == "test" }?.pairs ?? 0
        return held == 0
            ? "The config of this training holds no pairs out." : "One pair is too few to tell anything from."
    }

    private static func note(_ heldOut: HeldOutSummary) -> String {
        "\(NumberText.count(heldOut.pairs)) pairs that it was not trained on; 95 % intervals. Between before and after "
            + "\(NumberText.count(heldOut.onlyAfter)) pairs turned to the chosen answer and "
            + "\(NumberText.count(heldOut.onlyBefore)) away from it (McNemar, exact "
            + "\(NumberText.pStatement(heldOut.pValue)))."
    }
}
