import ForgeCore
package import ForgeLab
package import ForgeTraining

/// The curves of one training, by the names that addresses use.
package enum TrainingCharts {
    package enum Curve: String, Sendable, CaseIterable {
        case loss, accuracy, margin, rewards, rate, gradient, lengths
    }

    /// - Throws: `TuningError` `chart.unknown`, `chart.empty`.
    package static func chart(_ name: String, of folder: RunFolder) throws -> Chart {
        guard let curve = Curve(rawValue: name) else {
            throw TuningError(
                .notFound, "chart.unknown", "There is no chart `\(name)`.",
                remedy: "Charts are: \(Curve.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard let chart = curve == .lengths ? lengths(folder.lengths()) : curves(curve, folder) else {
            throw TuningError(
                .conflict, "chart.empty", "There is nothing to draw yet.",
                remedy: "Look again when the first step is done.")
        }
        return chart
    }

    private static func curves(_ curve: Curve, _ folder: RunFolder) -> Chart? {
        let records = folder.records()
        func training(_ key: String, _ label: String = "training") -> StepCurves.Series {
            StepCurves.Series(label, points(key, of: records))
        }
        func validation(_ key: String) -> StepCurves.Series {
            StepCurves.Series("validation", points("eval_\(key)", of: records), isSparse: true)
        }
        let curves =
            switch curve {
            case .loss:
                StepCurves(
                    title: "Loss", axis: "loss", series: [training("loss"), validation("loss")],
                    reference: startLoss(folder))
            case .accuracy:
                StepCurves(
                    title: "Reward accuracy", axis: "share of pairs",
                    series: [training("rewards/accuracies"), validation("rewards/accuracies")], format: ".0%",
                    reference: 0.5)
            case .margin:
                StepCurves(
                    title: "Reward margin", axis: "chosen − rejected",
                    series: [training("rewards/margins"), validation("rewards/margins")], reference: 0)
            case .rewards:
                StepCurves(
                    title: "Rewards", axis: "reward",
                    series: [training("rewards/chosen", "chosen"), training("rewards/rejected", "rejected")],
                    reference: 0)
            case .rate:
                StepCurves(
                    title: "Learning rate", axis: "learning rate", series: [training("learning_rate", "rate")],
                    format: ".1e")
            case .gradient, .lengths:
                StepCurves(
                    title: "Gradient norm", axis: "norm before clipping", series: [training("grad_norm", "norm")])
            }
        return curves.chart
    }

    /// The loss of an adapter that changes nothing; nil where the config is not known.
    private static func startLoss(_ folder: RunFolder) -> Double? {
        (folder.runRecord()?.config ?? folder.plan()?.config)?.loss.lossAtStart
    }

    private static func points(_ key: String, of records: [TrainingRecord]) -> [(step: Int, value: Double)] {
        records.compactMap { record in record[key].map { (record.step, $0) } }
    }

    private static func lengths(_ lengths: PairLengths?) -> Chart? {
        guard let lengths else { return nil }
        return CountBars(
            title: "Tokens of prompts and answers", unit: "tokens", what: "pairs",
            groups: [
                .init("prompt", lengths.prompt), .init("chosen", lengths.chosen), .init("rejected", lengths.rejected),
            ]
        ).chart
    }
}
