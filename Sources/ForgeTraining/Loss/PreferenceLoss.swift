import Foundation

/// Losses of direct preference optimisation, as pure functions of four log-probabilities.
package enum LossKind: String, Sendable, Codable, CaseIterable {
    /// −log σ(β Δ), with label smoothing −(1 − ε) log σ(β Δ) − ε log σ(−β Δ) (Rafailov et al. 2023; cDPO, Mitchell 2023).
    case sigmoid
    /// (Δ per token − 1 / (2 β))² (Azar et al. 2023, equation 17), log-probabilities averaged over tokens as in TRL.
    case ipo
    /// max(0, 1 − β Δ) (Zhao et al. 2023, "SLiC-HF").
    case hinge
}

package struct LossConfig: Sendable, Hashable, Codable {
    package var kind: LossKind
    package var beta: Double
    /// ε, of `sigmoid` only.
    package var labelSmoothing: Double

    package init(kind: LossKind = .sigmoid, beta: Double = 0.1, labelSmoothing: Double = 0) {
        self.kind = kind
        self.beta = beta
        self.labelSmoothing = labelSmoothing
    }

    /// The loss of an adapter that changes nothing: what step 0 must have.
    package var lossAtStart: Double {
        switch kind {
        case .sigmoid: log(2)
        case .ipo: pow(1 / (2 * beta), 2)
        case .hinge: 1
        }
    }
}

/// Log-probabilities of a pair: sums over the tokens of each completion, and how many tokens those are.
package struct PairLogProbabilities: Sendable, Hashable, Codable {
    package var chosen: Double
    package var rejected: Double

    package init(chosen: Double, rejected: Double) {
        self.chosen = chosen
        self.rejected = rejected
    }
}

/// A pair's loss, its derivatives by the policy's two log-probabilities, and its implicit rewards.
package struct PairLoss: Sendable, Hashable {
    package var loss: Double
    package var byChosen: Double
    package var byRejected: Double
    /// β (log π − log π_ref), as TRL logs them.
    package var chosenReward: Double
    package var rejectedReward: Double
}

/// Δ = (log π(chosen) − log ref(chosen)) − (log π(rejected) − log ref(rejected)).
package func preferenceLoss(
    _ config: LossConfig, policy: PairLogProbabilities, reference: PairLogProbabilities, chosenTokens: Int,
    rejectedTokens: Int
) -> PairLoss {
    let chosen = policy.chosen - reference.chosen
    let rejected = policy.rejected - reference.rejected
    let beta = config.beta
    let scaled = beta * (chosen - rejected)
    var result = PairLoss(
        loss: 0, byChosen: 0, byRejected: 0, chosenReward: beta * chosen, rejectedReward: beta * rejected)
    switch config.kind {
    case .sigmoid:
        let smoothing = config.labelSmoothing
        result.loss = (1 - smoothing) * softplus(-scaled) + smoothing * softplus(scaled)
        result.byChosen = beta * (smoothing * logistic(scaled) - (1 - smoothing) * logistic(-scaled))
        result.byRejected = -result.byChosen
    case .hinge:
        result.loss = max(0, 1 - scaled)
        result.byChosen = scaled < 1 ? -beta : 0
        result.byRejected = -result.byChosen
    case .ipo:
        let distance = chosen / Double(chosenTokens) - rejected / Double(rejectedTokens) - 1 / (2 * beta)
        result.loss = distance * distance
        result.byChosen = 2 * distance / Double(chosenTokens)
        result.byRejected = -2 * distance / Double(rejectedTokens)
    }
    return result
}

/// log(1 + e^x)
private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

private func logistic(_ x: Double) -> Double { x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)) }
