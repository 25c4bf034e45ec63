import ForgeCore
import ForgeLab
import ForgeTerminal
import ForgeTraining
import ForgeTuning

/// Trainings as a table, and one of them as lines.
enum TrainingStatusText {
    static func table(_ trainings: [TrainingListing]) -> TextTable {
        var table = TextTable([
            .init("training"), .init("state"), .init("steps", .right), .init("loss", .right),
            .init("accuracy", .right), .init("held-out accuracy", .right), .init("margin", .right), .init("model"),
            .init("changed"), .init("about", isFlexible: true),
        ])
        for training in trainings {
            table.add([
                .init(training.name), .init(training.state.rawValue, color(of: training.state)),
                .init(steps(training.progress)), .init(decimal(training.last?["loss"])),
                .init(decimal(training.last?["rewards/accuracies"])),
                .init(training.heldOut.map { percent($0.rewardAccuracy) } ?? "–"),
                .init(training.heldOut.map { decimal($0.margin.value) } ?? "–"), .init(training.model),
                .init(NumberText.dateAndTime(training.changedAt)), .init(training.summary ?? ""),
            ])
        }
        return table
    }

    static func lines(_ training: TrainingListing) -> [String] {
        var lines = [training.name + (training.summary.map { ": \($0)" } ?? "")]
        lines.append("state      \(training.state.rawValue)" + phase(training))
        if let problem = training.problem {
            lines += [problem.message, problem.cause, problem.remedy].compactMap(\.self).map { "           \($0)" }
        }
        lines.append("model      \(training.model)" + (training.modelSHA256.map { ", sha256 \($0)" } ?? ""))
        lines.append("steps      " + steps(training.progress) + saved(training.progress))
        if let last = training.last { lines.append("last step  \(values(last, prefix: ""))") }
        if let last = training.validation { lines.append("validation \(values(last, prefix: "eval_"))") }
        if let heldOut = training.heldOut { lines += held(heldOut) }
        if let seconds = training.seconds { lines.append("time       \(NumberText.seconds(seconds))") }
        if let data = training.data { lines += ["data"] + indented(TrainText.text(of: data)) }
        lines.append("folder     \(training.folder)")
        return lines + ending(training)
    }

    private static func ending(_ training: TrainingListing) -> [String] {
        if let adapter = training.adapter {
            return [
                "adapter    \(adapter.folder) (PEFT)",
                "           \(adapter.gguf)" + (adapter.ggufSHA256.map { ", sha256 \($0)" } ?? ""),
                "use it     model: {name: \(training.model), adapter: \(adapter.gguf)}",
            ]
        }
        return training.state.canContinue
            ? ["go on      forge train run \(training.folder)/config.yaml --continue"] : []
    }

    private static func held(_ heldOut: HeldOutSummary) -> [String] {
        [
            "held out   \(Counted.of(heldOut.pairs, "pair")), 95 % intervals",
            "           reward accuracy  \(percent(heldOut.rewardAccuracy)); before training all rewards are 0",
            "           reward margin    \(interval(heldOut.margin, decimal)); before 0",
            "           chosen answer more probable: before \(percent(heldOut.preferredBefore)), after "
                + "\(percent(heldOut.preferredAfter)) (McNemar \(NumberText.pStatement(heldOut.pValue)))",
        ]
    }

    private static func phase(_ training: TrainingListing) -> String {
        let progress = training.progress
        guard training.state == .running else { return "" }
        let remaining = progress.remaining.map { ", \(NumberText.roughSeconds($0)) left" } ?? ""
        switch progress.phase {
        case .preparing?: return ": reading pairs and model"
        case .reference?: return ": reference log-probabilities, \(progress.done ?? 0) of \(progress.total ?? 0) pairs"
        case .finishing?: return ": held-out pairs"
        default: return remaining.isEmpty ? "" : ": training\(remaining)"
        }
    }

    private static func steps(_ progress: TrainingListing.Progress) -> String {
        NumberText.count(progress.step) + (progress.steps.map { " of \(NumberText.count($0))" } ?? "")
    }

    private static func saved(_ progress: TrainingListing.Progress) -> String {
        progress.savedStep.map { ", checkpoint after step \(NumberText.count($0))" } ?? ""
    }

    private static func values(_ record: TrainingRecord, prefix: String) -> String {
        "step \(record.step): loss \(decimal(record[prefix + "loss"])), accuracy "
            + "\(decimal(record[prefix + "rewards/accuracies"])), margin \(decimal(record[prefix + "rewards/margins"]))"
    }

    private static func color(of state: TrainingState) -> TextColor? {
        switch state {
        case .finished: .green
        case .failed: .red
        case .running: .cyan
        case .stopped, .interrupted: .yellow
        }
    }

    private static func indented(_ text: String) -> [String] {
        text.split(separator: "\n").map { "           \($0)" }
    }

    private static func percent(_ estimate: HeldOutSummary.Estimate) -> String {
        interval(estimate) { NumberText.percent($0 ?? 0) }
    }

    private static func interval(_ estimate: HeldOutSummary.Estimate, _ text: (Double?) -> String) -> String {
        "\(text(estimate.value)) (\(text(estimate.low)) to \(text(estimate.high)))"
    }

    private static func decimal(_ value: Double?) -> String { value.map { NumberText.decimal($0, places: 4) } ?? "–" }
}
