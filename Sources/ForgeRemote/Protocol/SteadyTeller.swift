import ForgeCore

/// Tells an output's text as it becomes certain, over several attempts: what was told before is not told again.
struct SteadyTeller {
    private let tell: (@Sendable (String) -> Void)?
    private var told: [UInt8] = []

    init(_ tell: (@Sendable (String) -> Void)?) { self.tell = tell }

    mutating func tell(_ output: OutputText) throws(RequestFailure) { try tell(output, upTo: output.certainCount) }

    /// What was held back, once nothing follows.
    mutating func finish(_ output: OutputText) throws(RequestFailure) {
        guard tell != nil else { return }
        guard output.wholeCount >= told.count else { throw Self.changed }
        try tell(output, upTo: output.wholeCount)
    }

    private mutating func tell(_ output: OutputText, upTo end: Int) throws(RequestFailure) {
        guard let tell, end > told.count else { return }
        guard Array(output.text(in: 0..<told.count).utf8) == told else { throw Self.changed }
        let piece = output.text(in: told.count..<end)
        tell(piece)
        told = Array(output.text(in: 0..<end).utf8)
    }

    /// The reader has seen the beginning of another answer.
    private static let changed = RequestFailure(
        .refused, "the connection was cut, and the second answer begins otherwise than the first",
        remedy: "Ask again; with temperature 0 a server mostly repeats itself.")
}
