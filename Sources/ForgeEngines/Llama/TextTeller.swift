import ForgeCore

/// Tells an output's text piece by piece, each as soon as it is certain; the pieces joined are the whole text.
struct TextTeller {
    private let tell: @Sendable (String) -> Void
    /// Bytes told so far.
    private var told = 0

    init(_ tell: @escaping @Sendable (String) -> Void) { self.tell = tell }

    mutating func tell(_ output: OutputText) { tell(output, upTo: output.certainCount) }

    /// What was held back, once nothing follows.
    mutating func finish(_ output: OutputText) { tell(output, upTo: output.wholeCount) }

    private mutating func tell(_ output: OutputText, upTo end: Int) {
        guard end > told else { return }
        tell(output.text(in: told..<end))
        told = end
    }
}
