import ForgeCore
import Testing

struct VerbosityTests {
    private func score(_ name: String, _ text: String, tokens: Int? = nil) throws -> Double? {
        let sample = Sample(id: "1", question: "q", answers: [], task: .openQuestion)
        let output = ScorableOutput(raw: text, answer: nil, outputTokens: tokens)
        return try #require(AnswerMetrics.named(name)).score(output, for: sample)
    }

    // The counts are those of Python's len(text.split()).
    @Test(
        arguments: [
            ("", 0), ("  \n ", 0), ("one", 1), ("It is\u{A0}Rome,\tI think.\n\nYes", 6), ("a\u{2028}b\u{85}c", 3),
            ("a\u{200B}b", 1), ("\u{1C}x\u{1F}", 1),
        ] as [(String, Double)])
    func `words are divided as Python divides them`(text: String, words: Double) throws {
        #expect(try score("words.written", text) == words)
    }

    @Test func `tokens are those the engine counted, also of wrong answers and without a gold`() throws {
        #expect(try score("tokens.written", "x", tokens: 12) == 12)
        #expect(try score("tokens.written", "", tokens: 0) == 0)
        #expect(try score("tokens.written", "x") == nil)
        let prediction = Prediction(
            experimentID: "e", index: 0, sampleID: "s", question: "q", golds: [], output: "a b", outputTokens: 7)
        #expect(ScorableOutput(prediction).outputTokens == 7)
        #expect(AnswerMetrics.named("tokens.written")?.isHigherBetter == false)
    }
}
