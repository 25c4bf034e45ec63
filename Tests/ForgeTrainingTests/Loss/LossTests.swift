import Foundation
import Testing

@testable import ForgeTraining

struct `Preference losses` {
    @Test(arguments: TinyModel.names, ["sigmoid 0.0", "sigmoid 0.1", "hinge 0.0", "ipo 0.0"])
    func `Losses are PyTorch's, and derivatives are their slopes`(name: String, loss: String) throws {
        let golden = try TinyModel(name).golden
        let words = loss.split(separator: " ")
        let config = LossConfig(
            kind: try #require(LossKind(rawValue: String(words[0]))), beta: golden.beta,
            labelSmoothing: try #require(Double(words[1])))
        for pair in golden.pairs {
            let reference = PairLogProbabilities(
                chosen: pair.reference[0].reduce(0, +), rejected: pair.reference[1].reduce(0, +))
            let policy = PairLogProbabilities(
                chosen: pair.policy[0].reduce(0, +), rejected: pair.policy[1].reduce(0, +))
            func value(_ policy: PairLogProbabilities) -> PairLoss {
                preferenceLoss(
                    config, policy: policy, reference: reference, chosenTokens: pair.chosen.count,
                    rejectedTokens: pair.rejected.count)
            }
            let result = value(policy)
            #expect(abs(result.loss - (try #require(pair.losses[loss]))) < 1e-9)
            var moved = policy
            moved.chosen += 1e-6
            #expect(abs((value(moved).loss - result.loss) / 1e-6 - result.byChosen) < 1e-4)
            moved = policy
            moved.rejected += 1e-6
            #expect(abs((value(moved).loss - result.loss) / 1e-6 - result.byRejected) < 1e-4)
        }
    }

    @Test(arguments: LossKind.allCases)
    func `An adapter that changes nothing has the loss that the start is checked against`(kind: LossKind) {
        let config = LossConfig(kind: kind, beta: 0.1)
        let same = PairLogProbabilities(chosen: -12, rejected: -30)
        let result = preferenceLoss(config, policy: same, reference: same, chosenTokens: 4, rejectedTokens: 9)
        #expect(abs(result.loss - config.lossAtStart) < 1e-12)
        #expect(kind != .sigmoid || result.loss == log(2))
        #expect(result.chosenReward == 0 && result.rejectedReward == 0)
    }

    @Test func `Losses of absurd margins stay finite`() {
        for margin in [-1e6, 1e6] {
            let result = preferenceLoss(
                LossConfig(), policy: .init(chosen: margin, rejected: 0), reference: .init(chosen: 0, rejected: 0),
                chosenTokens: 1, rejectedTokens: 1)
            #expect(result.loss.isFinite && result.byChosen.isFinite)
        }
    }
}

struct `Learning rates` {
    /// transformers' get_scheduler, 10 steps of which 2 are warm-up, value 1.
    @Test func `Schedules are those of transformers`() {
        func rates(_ decay: LearningRate.Decay) -> [Double] {
            let rate = LearningRate(value: 1, warmupSteps: 2, decay: decay, totalSteps: 10)
            return (0..<10).map(rate.at)
        }
        #expect(rates(.linear) == [0, 0.5, 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125])
        let cosine = [0, 0.5, 1, 0.9619397662556434, 0.8535533905932737, 0.6913417161825449, 0.5]
        for (own, theirs) in zip(rates(.cosine), cosine) { #expect(abs(own - theirs) < 1e-12) }
        #expect(rates(.constant) == [0, 0.5, 1, 1, 1, 1, 1, 1, 1, 1])
    }
}
