import Foundation

/// A learning rate that rises linearly to its value and then falls to zero, as transformers' schedules do.
package struct LearningRate: Sendable, Hashable, Codable {
    package enum Decay: String, Sendable, Codable, CaseIterable { case linear, cosine, constant }

    package var value: Double
    package var warmupSteps: Int
    package var decay: Decay
    package var totalSteps: Int

    package init(value: Double, warmupSteps: Int, decay: Decay, totalSteps: Int) {
        self.value = value
        self.warmupSteps = warmupSteps
        self.decay = decay
        self.totalSteps = totalSteps
    }

    /// - Parameter step: from 0.
    package func at(_ step: Int) -> Double {
        if step < warmupSteps { return value * Double(step) / Double(max(1, warmupSteps)) }
        let progress = Double(step - warmupSteps) / Double(max(1, totalSteps - warmupSteps))
        switch decay {
        case .constant: return value
        case .linear: return value * max(0, 1 - progress)
        case .cosine: return value * max(0, 0.5 * (1 + cos(.pi * progress)))
        }
    }
}
