/// What an unfinished sample has reached, so that a killed run goes on from there.
package struct SampleProgress: Sendable, Hashable {
    /// What the method needs to go on, in a form of its own.
    package var state: JSONValue
    /// What the calls have revealed.
    package var flags: [AnswerFlag]
    /// Seconds spent on the sample.
    package var seconds: Double
    /// Model calls in the order of their steps.
    package var calls: [ModelCall]

    package init(state: JSONValue, flags: [AnswerFlag] = [], seconds: Double = 0, calls: [ModelCall] = []) {
        self.state = state
        self.flags = flags
        self.seconds = seconds
        self.calls = calls
    }
}
