import ForgeCore
import Testing

/// An output as a model writes it, and what should be found in it.
struct AnswerCase: Sendable, CustomTestStringConvertible {
    var output: String
    var text: String?
    var source: AnswerSource
    var flags: [AnswerFlag]

    init(_ output: String, _ text: String?, _ source: AnswerSource, _ flags: [AnswerFlag] = []) {
        self.output = output
        self.text = text
        self.source = source
        self.flags = flags
    }

    var testDescription: String { output.debugDescription }

    func check(_ task: TaskFamily, _ style: AnswerStyle, location: SourceLocation = #_sourceLocation) {
        let parsed = AnswerParser.parse(output, finishReason: .endOfTurn, task: task, style: style)
        #expect(parsed == ParsedAnswer(text: text, source: source, flags: flags), sourceLocation: location)
    }
}
