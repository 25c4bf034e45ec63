package import ForgeCore

/// Prompts of a benchmark: words drawn by a seed, so that no two begin alike and no cache answers for the model.
package struct ServingPrompts: Sendable {
    private static let words = [
        "river", "stone", "music", "garden", "window", "engine", "history", "mountain", "paper", "winter", "market",
        "ocean", "teacher", "planet", "bread", "silver", "forest", "number", "island", "letter", "machine", "summer",
        "village", "question", "bridge", "colour", "doctor", "energy", "family", "harbour", "journey", "kitchen",
    ]

    private let count: Int
    private let seed: UInt64

    package init(words count: Int, seed: UInt64) {
        self.count = count
        self.seed = seed
    }

    package subscript(index: Int) -> Prompt {
        var generator = SeededGenerator(seed: seed &+ UInt64(index) &* 0x9E37_79B9)
        let text = (0..<count).map { _ in Self.words[generator.below(Self.words.count)] }.joined(separator: " ")
        return .chat([ChatMessage(.user, "\(index): Write a story with these words: \(text)")])
    }
}
