package import ForgeCore

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
    /// Output tokens over the whole latency.
    package var tokensPerSecond: Double?
    package var calls: Int

    package init(output: String, answer: String?, calls: [ModelCall], latency: Double) {
        self.output = output
        self.answer = answer
        inputTokens = calls.reduce(0) { $0 + $1.inputTokens }
        outputTokens = calls.reduce(0) { $0 + $1.outputTokens }
        self.latency = latency
        timeToFirstToken = calls.first?.timeToFirstToken
        tokensPerSecond = latency > 0 ? Double(outputTokens) / latency : nil
        self.calls = calls.count
    }
}
