import Foundation

/// What is logged of a step or of a validation after it, under TRL's names (`rewards/margins`, `eval_loss`).
package struct TrainingRecord: Sendable, Hashable, Codable {
    /// Steps that are done, from 1; 0 before the first.
    package var step: Int
    package var values: [String: Double]

    package init(step: Int, values: [String: Double]) {
        self.step = step
        self.values = values
    }

    package subscript(name: String) -> Double? { values[name] }
}

/// Means over the pairs of a step or of a set of pairs.
struct PairMeans {
    private var sums: [String: Double] = [:]
    private var count = 0

    mutating func add(_ loss: PairLoss, policy: PairLogProbabilities) {
        count += 1
        let values = [
            "loss": loss.loss, "rewards/chosen": loss.chosenReward, "rewards/rejected": loss.rejectedReward,
            "rewards/margins": loss.chosenReward - loss.rejectedReward,
            "rewards/accuracies": loss.chosenReward > loss.rejectedReward ? 1 : 0,
            "logps/chosen": policy.chosen, "logps/rejected": policy.rejected,
        ]
        for (name, value) in values { sums[name, default: 0] += value }
    }

    func values(prefix: String = "") -> [String: Double] {
        Dictionary(uniqueKeysWithValues: sums.map { (prefix + $0.key, $0.value / Double(max(1, count))) })
    }
}
