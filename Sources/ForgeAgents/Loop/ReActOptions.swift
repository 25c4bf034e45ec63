/// How an agent run is bounded and written down.
package struct ReActOptions: Sendable, Codable, Hashable {
    /// How steps are written.
    package enum Form: String, Sendable, Codable, CaseIterable {
        /// One growing text: `Thought:`, `Action:`, `Observation:`.
        case text
        /// The same text as a conversation: the model's steps are its turns, observations are the user's.
        case chat
        /// Tool calls of the OpenAI-compatible protocol, results as messages of the role `tool`.
        case native
    }

    package var form: Form = .text
    /// Steps before an answer is forced.
    package var maxIterations = 5
    /// Asks once more for an answer when no further step is allowed. Without it the run ends with what there is.
    package var forcesAnswer = true
    /// How often the same action may be asked for: at the last time the run is stuck.
    package var sameActionLimit = 3
    /// Outputs in a row that cannot be read.
    package var parseFailureLimit = 3
    /// Calls in a row that fail for technical reasons.
    package var toolFailureLimit = 3
    /// Tokens in and out of all calls together, cached ones included.
    package var tokenBudget: Int?
    /// Seconds of model calls and tools together.
    package var secondsBudget: Double?
    package var toolCallBudget: Int?
    /// Characters of an observation that the model sees.
    package var observationLimit = 1_500
    /// Seconds after which a tool is given up.
    package var toolTimeout = 60.0
    /// Output tokens of a step, and of a forced answer.
    package var stepTokens = 200
    package var answerTokens = 48
    /// Numbers the labels (`Thought 1:`), as the ReAct paper does.
    package var numbersSteps = false
    /// A grammar makes the model write valid steps.
    package var usesGrammar = false

    package init() {}
}
