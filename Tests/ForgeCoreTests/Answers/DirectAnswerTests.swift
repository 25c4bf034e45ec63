import ForgeCore
import Testing

@Suite struct DirectAnswerTests {
    @Test(
        arguments: [
            AnswerCase(" Managua", "Managua", .whole),
            AnswerCase(" Managua\n\nQuestion: Which country is the largest?\nAnswer: Russia", "Managua", .whole),
            AnswerCase(" Managua\n\nManagua is a city.", "Managua", .whole),
            AnswerCase("\n\nManagua.\n", "Managua", .whole),
            AnswerCase(
                " The capital city of Nicaragua is Managua.", "The capital city of Nicaragua is Managua", .whole),
            AnswerCase("Answer: Managua", "Managua", .answerMarker),
            AnswerCase("A: Managua", "Managua", .whole),
            AnswerCase("Answer:\nManagua", "Managua", .answerMarker),
            AnswerCase("The answer is Managua.", "Managua", .answerIs),
            AnswerCase("**Managua**", "Managua", .whole),
            AnswerCase("\"The Lone Ranger\"\n\nThe answer is: The Cat", "The Lone Ranger", .whole),
            AnswerCase("“Little Boy” and “Fat Man”", "“Little Boy” and “Fat Man”", .whole),
            AnswerCase("\"Nevermind", "Nevermind", .whole),
            AnswerCase("Sammy Davis Jr.", "Sammy Davis Jr.", .whole),
            AnswerCase("the U.S.A.", "the U.S.A.", .whole),
            AnswerCase("C++", "C++", .whole),
            AnswerCase("Yahoo!", "Yahoo", .whole),
            AnswerCase("東京", "東京", .whole),
            AnswerCase("Question: Capital?\nAnswer: Managua", "Managua", .answerMarker),
            AnswerCase("\nQuestion: Which is the largest?\nAnswer: Russia", nil, .none),
            AnswerCase("**", nil, .none),
            AnswerCase("", nil, .none, [.empty]),
            AnswerCase(" \n\t\u{3000}", nil, .none, [.empty]),
        ])
    func `open questions`(example: AnswerCase) { example.check(.openQuestion, .direct) }

    @Test(
        arguments: [
            AnswerCase("18", "18", .whole), AnswerCase("$1,234.", "1234", .whole),
            AnswerCase("She makes 9 * 2 = $18 per day.", "18", .whole),
            AnswerCase("16 - 7 = 9.\n9 * 2 = 18.", "18", .whole),
            AnswerCase("9 * 2 = 18.\n#### 18\n\nQuestion: 1?", "18", .hashes),
            AnswerCase("eighteen", "eighteen", .whole),
        ])
    func `math`(example: AnswerCase) { example.check(.math, .direct) }

    @Test(
        arguments: [
            AnswerCase("Yes", "Yes", .whole), AnswerCase("No, it does not.", "No", .whole),
            AnswerCase("It is true that ice floats.", "true", .whole), AnswerCase("Perhaps", "Perhaps", .whole),
        ])
    func `yes or no`(example: AnswerCase) { example.check(.yesNo, .direct) }

    @Test func `the finish reason becomes a flag`() {
        let cut = AnswerParser.parse("Paris", finishReason: .length, task: .openQuestion, style: .direct)
        #expect(cut.flags == [.truncated])
        let late = AnswerParser.parse("", finishReason: .deadline, task: .openQuestion, style: .direct)
        #expect(late.flags == [.empty, .deadline])
        let unknown = AnswerParser.parse("Paris", finishReason: nil, task: .openQuestion, style: .direct)
        #expect(unknown.flags.isEmpty)
    }

    @Test(arguments: TaskFamily.allCases)
    func `an answer longer than its task's answers are is flagged`(task: TaskFamily) {
        let longest = AnswerParser.longestAnswer(of: task)
        let fits = String(repeating: "x", count: longest)
        let kept = AnswerParser.parse(fits, finishReason: .endOfTurn, task: task, style: .direct)
        #expect(kept == ParsedAnswer(text: fits, source: .whole))
        let long = AnswerParser.parse(fits + "x", finishReason: .endOfTurn, task: task, style: .direct)
        #expect(long == ParsedAnswer(text: fits + "x", source: .whole, flags: [.overlong]))
    }

    @Test(arguments: [
        "the answer to nothing \\boxed{ #### a answer: < ", "\"*.", "Σ.", "So so. ", "\n", "#", "((", "0,",
    ])
    func `an output that repeats itself without end is parsed in bounded time`(piece: String) {
        let output = String(repeating: piece, count: 40_000 / piece.utf8.count)
        let start = ContinuousClock.now
        for task in [TaskFamily.openQuestion, .math, .yesNo] {
            for style in AnswerStyle.allCases {
                _ = AnswerParser.parse(output, finishReason: .length, task: task, style: style)
            }
        }
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}
