import ForgeCore

/// Chooses whole passages, best first, until the room for them is used up.
struct ContextBudget {
    struct Context: Sendable, Hashable {
        var text: String
        /// Positions of the passages that did not fit.
        var dropped: [Int]
        var tokens: Int
    }

    let tokens: Int

    /// A passage that does not fit is left out and shorter ones after it still have their chance: a passage cut short
    /// might say something else.
    func fit(_ passages: [RetrievedPassage], bench: Bench) async throws -> Context {
        var context = Context(text: "", dropped: [], tokens: 0)
        var texts: [String] = []
        for (position, passage) in passages.enumerated() {
            let text = passage.contextText
            // With what separates it from the next.
            let needed = try await bench.countTokens(in: text + "\n\n")
            if context.tokens + needed <= tokens {
                texts.append(text)
                context.tokens += needed
            } else {
                context.dropped.append(position)
            }
        }
        context.text = texts.joined(separator: "\n\n")
        return context
    }
}
