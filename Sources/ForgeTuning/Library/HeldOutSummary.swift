import ForgeCore
package import ForgeTraining

/// An adapter on held-out pairs, beside what the base model does on them.
package struct HeldOutSummary: Sendable, Codable, Hashable {
    package typealias Estimate = HeldOutEvaluation.Estimate

    package var pairs: Int
    package var loss: Double
    /// Share of pairs whose chosen answer has the higher reward, with Wilson's interval. All rewards are 0 before.
    package var rewardAccuracy: Estimate
    package var margin: Estimate
    /// Share of pairs whose chosen answer is the more probable one, before and after, with Wilson's intervals.
    package var preferredBefore: Estimate
    package var preferredAfter: Estimate
    /// Pairs in which only the base, and only the adapter, finds the chosen answer more probable.
    package var onlyBefore: Int
    package var onlyAfter: Int
    /// Exact two-sided p of McNemar's test on those.
    package var pValue: Double

    init(_ evaluation: HeldOutEvaluation) {
        let details = evaluation.details
        func share(_ isRight: (HeldOutEvaluation.Pair) -> Bool) -> Estimate {
            let right = details.count(where: isRight)
            let interval = Statistics.wilson(successes: right, trials: details.count)
            let value = Double(right) / Double(max(1, details.count))
            return Estimate(value: value, low: interval?.low ?? 0, high: interval?.high ?? 1)
        }
        func before(_ pair: HeldOutEvaluation.Pair) -> Bool { pair.reference.chosen > pair.reference.rejected }
        func after(_ pair: HeldOutEvaluation.Pair) -> Bool { pair.policy.chosen > pair.policy.rejected }
        pairs = evaluation.pairs
        loss = evaluation.loss
        rewardAccuracy = evaluation.rewardAccuracy
        margin = evaluation.margin
        preferredBefore = share(before)
        preferredAfter = share(after)
        onlyBefore = details.count { before($0) && !after($0) }
        onlyAfter = details.count { after($0) && !before($0) }
        pValue = Statistics.mcnemar(b: onlyBefore, c: onlyAfter).exact
    }
}
