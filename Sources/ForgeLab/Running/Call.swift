package import ForgeCore

/// What a method says of one model call beside its prompt; the experiment's config may override the defaults.
package struct Call: Sendable, Hashable {
    /// Number of the call within its sample, from 0: fixed by the method, so that logs and seeds don't depend on timing.
    package var step: Int
    package var purpose: String
    /// The method's default; `generation.max_tokens` goes before it.
    package var maxTokens: Int
    package var stop: [String]
    /// Overrides `generation.temperature` for methods whose nature it is to sample.
    package var temperature: Double?
    /// A grammar (GBNF) that the output follows.
    package var grammar: String?
    /// Functions that the model may call, for engines that know tool calls.
    package var tools: [JSONValue]
    /// The prompt's beginning comes again late: it stays in the engine's cache before what is not pinned.
    package var pinsPrompt: Bool

    package init(
        step: Int = 0, purpose: String = "answer", maxTokens: Int, stop: [String] = [], temperature: Double? = nil,
        grammar: String? = nil, tools: [JSONValue] = [], pinsPrompt: Bool = false
    ) {
        self.step = step
        self.purpose = purpose
        self.maxTokens = maxTokens
        self.stop = stop
        self.temperature = temperature
        self.grammar = grammar
        self.tools = tools
        self.pinsPrompt = pinsPrompt
    }
}
