/// How a run ended.
package struct AgentOutcome: Sendable, Codable, Hashable {
    package var ending: AgentEnding
    /// Nil when there is none, not even a partial one.
    package var answer: String?
    package var origin: AnswerOrigin

    package init(ending: AgentEnding, answer: String?, origin: AnswerOrigin) {
        self.ending = ending
        self.answer = answer
        self.origin = origin
    }
}

/// Why a run took no further steps, with the reason in words.
package struct AgentEnding: Sendable, Codable, Hashable {
    package var status: AgentStatus
    package var reason: String

    package init(_ status: AgentStatus, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}

package enum AgentStatus: String, Sendable, Codable, CaseIterable {
    case answered
    /// The same action was asked for again and again.
    case stuck
    case iterationLimit = "iteration-limit"
    case tokenBudget = "token-budget"
    case timeBudget = "time-budget"
    case toolBudget = "tool-budget"
    /// Outputs in a row could not be read.
    case parseFailure = "parse-failure"
    /// Calls in a row failed for technical reasons.
    case toolFailure = "tool-failure"
    /// The model could not be called.
    case modelFailure = "model-failure"
}

/// Where an answer comes from: only `stated` is what the method means by one, the rest is the best that was left.
package enum AnswerOrigin: String, Sendable, Codable, CaseIterable {
    /// The model gave it by itself.
    case stated
    /// The model was asked for it at the end.
    case forced
    /// From a thought that says "the answer is".
    case thought
    /// The last result that can be an answer (of the calculator).
    case observation
    case none
}
