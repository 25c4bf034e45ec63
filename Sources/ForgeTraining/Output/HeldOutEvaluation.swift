import ForgeCore
import Foundation

/// An adapter on pairs it was not trained on.
package struct HeldOutEvaluation: Sendable, Hashable, Codable {
    package struct Estimate: Sendable, Hashable, Codable {
        package var value: Double
        /// 95 % interval.
        package var low: Double
        package var high: Double

        package init(value: Double, low: Double, high: Double) {
            self.value = value
            self.low = low
            self.high = high
        }
    }

    package struct Pair: Sendable, Hashable, Codable {
        package var id: String
        package var chosenReward: Double
        package var rejectedReward: Double
        package var policy: PairLogProbabilities
        package var reference: PairLogProbabilities
    }

    package var pairs: Int
    package var loss: Double
    /// Share of pairs whose chosen answer has the higher reward, with Wilson's interval.
    package var rewardAccuracy: Estimate
    /// Mean difference of rewards, with a bootstrap interval.
    package var margin: Estimate
    /// Share of pairs whose chosen answer is the more probable one, under the base model and under the adapter.
    package var preferredBefore: Double
    package var preferredAfter: Double
    package var details: [Pair]

    /// Nil for fewer than two pairs.
    init?(_ pairs: [PreferencePair], references: [PairLogProbabilities], outcomes: [PairComputer.Outcome], seed: UInt64)
    {
        let margins = outcomes.map { $0.loss.chosenReward - $0.loss.rejectedReward }
        let right = margins.count { $0 > 0 }
        guard let interval = Statistics.bootstrapMean(margins, seed: seed), let mean = Statistics.mean(margins),
            let share = Statistics.wilson(successes: right, trials: margins.count)
        else { return nil }
        let count = Double(margins.count)
        self.pairs = margins.count
        loss = outcomes.reduce(0) { $0 + $1.loss.loss } / count
        rewardAccuracy = Estimate(value: Double(right) / count, low: share.low, high: share.high)
        margin = Estimate(value: mean, low: interval.low, high: interval.high)
        preferredBefore = Double(references.count { $0.chosen > $0.rejected }) / count
        preferredAfter = Double(outcomes.count { $0.policy.chosen > $0.policy.rejected }) / count
        details = zip(pairs.indices, outcomes).map { index, outcome in
            Pair(
                id: pairs[index].id, chosenReward: outcome.loss.chosenReward,
                rejectedReward: outcome.loss.rejectedReward, policy: outcome.policy, reference: references[index])
        }
    }
}
