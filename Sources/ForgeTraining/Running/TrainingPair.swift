import ForgeCore

/// A pair as tokens, ready for a pass.
package struct TrainingPair: Sendable, Hashable, Codable {
    package var prompt: [Int32]
    package var chosen: [Int32]
    package var rejected: [Int32]

    package init(prompt: [Int32], chosen: [Int32], rejected: [Int32]) {
        self.prompt = prompt
        self.chosen = chosen
        self.rejected = rejected
    }

    package var layout: PassLayout { PassLayout(prompt: prompt, chosen: chosen, rejected: rejected) }

    /// Tokens that a pass computes: the prompt once.
    package var tokens: Int { prompt.count + chosen.count + rejected.count }

    /// Names the pair for the cache of reference log-probabilities.
    func key(model: String) -> String {
        let parts = [prompt, chosen, rejected].map { $0.map(String.init).joined(separator: ",") }
        return Digest.sha256(([model] + parts).joined(separator: "\n"))
    }
}
