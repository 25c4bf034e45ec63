import CForgeKernels

package struct OptimiserConfig: Sendable, Hashable, Codable {
    package var beta1 = 0.9
    package var beta2 = 0.999
    package var epsilon = 1e-8
    package var weightDecay = 0.0
    /// Gradients longer than this are shortened to it; 0 for never.
    package var maxGradientNorm = 1.0

    package init() {}
}

/// AdamW (Loshchilov, Hutter 2019) in PyTorch's form: decay first, then the step with both bias corrections.
package struct AdamW: Sendable, Hashable {
    package let config: OptimiserConfig
    package var first: [Float]
    package var second: [Float]
    /// Steps taken.
    package var steps: Int

    package init(_ config: OptimiserConfig, count: Int) {
        self.config = config
        first = [Float](repeating: 0, count: count)
        second = first
        steps = 0
    }

    package mutating func step(_ parameters: inout [Float], gradient: [Float], learningRate: Double) {
        precondition(parameters.count == gradient.count && gradient.count == first.count, "sizes differ")
        steps += 1
        var correction1 = 1.0
        var correction2 = 1.0
        for _ in 0..<steps {
            correction1 *= config.beta1
            correction2 *= config.beta2
        }
        let size = Float(learningRate / (1 - correction1))
        let root = Float((1 - correction2).squareRoot())
        let decay = Float(1 - learningRate * config.weightDecay)
        let (beta1, beta2, epsilon) = (Float(config.beta1), Float(config.beta2), Float(config.epsilon))
        for index in parameters.indices {
            let slope = gradient[index]
            first[index] += (1 - beta1) * (slope - first[index])
            second[index] = second[index] * beta2 + (1 - beta2) * slope * slope
            let spread = second[index].squareRoot() / root + epsilon
            parameters[index] = parameters[index] * decay - size * first[index] / spread
        }
    }
}

/// Shortens a gradient to a length, as `clip_grad_norm_` does.
///
/// - Returns: its length before.
func clip(_ gradient: inout [Float], to limit: Double) -> Double {
    let length = forge_square_sum(gradient, gradient.count).squareRoot()
    guard limit > 0, length.isFinite else { return length }
    let factor = limit / (length + 1e-6)
    if factor < 1 {
        let factor = Float(factor)
        for index in gradient.indices { gradient[index] *= factor }
    }
    return length
}
