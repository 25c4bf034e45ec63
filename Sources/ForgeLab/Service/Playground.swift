package import ForgeCore

/// One prompt, several ways to answer it.
package struct PlaygroundRequest: Sendable, Codable, Hashable {
    package struct Contender: Sendable, Codable, Hashable {
        package var model: String
        /// A method's name (`naive`); nil to give the model the prompt alone.
        package var method: String?
        package var options: [String: JSONValue]?

        package init(model: String, method: String? = nil, options: [String: JSONValue]? = nil) {
            self.model = model
            self.method = method
            self.options = options
        }
    }

    package var prompt: String
    /// 1 to 6, answered one model after the other, all of one model at once.
    package var contenders: [Contender]
    package var maxTokens: Int?
    package var temperature: Double?
    package var seed: UInt64?

    package init(
        prompt: String, contenders: [Contender], maxTokens: Int? = nil, temperature: Double? = nil, seed: UInt64? = nil
    ) {
        self.prompt = prompt
        self.contenders = contenders
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.seed = seed
    }
}

/// What happens while contenders answer; `contender` is a position in the request's list.
package enum PlaygroundEvent: Sendable, Hashable {
    /// The contender's model is being loaded, or it waits for others to finish.
    case waiting(contender: Int)
    /// A piece of text of the contender's model call number `call` (a method may make several).
    case text(contender: Int, call: Int, String)
    case finished(contender: Int, PlaygroundAnswer)
    case failed(contender: Int, message: String, remedy: String?)
}

package struct PlaygroundAnswer: Sendable, Codable, Hashable {
    package var output: String
    /// What the method took for the answer; nil without a method.
    package var answer: String?
    package var inputTokens: Int
    package var outputTokens: Int
    /// Seconds.
    package var latency: Double
    package var timeToFirstToken: Double?
    package var tokensPerSecond: Double?
    package var calls: Int
}

/// Answers one prompt in several ways at once, outside of any experiment; nothing of it is stored.
package struct Playground: Sendable {
    package let laboratory: Laboratory
    package let engines: EnginePool

    package init(laboratory: Laboratory, engines: EnginePool) {
        self.laboratory = laboratory
        self.engines = engines
    }

    /// - Throws: invalid input for an empty or too long prompt, no or too many contenders, unknown names or options.
    package func run(
        _ request: PlaygroundRequest, onEvent: @escaping @Sendable (PlaygroundEvent) -> Void
    ) async throws {
        throw LabError(.unavailable, "playground.missing", "not built yet")
    }
}
