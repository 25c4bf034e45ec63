import ForgeCore
import Testing

@testable import ForgeAgents

struct ReActGrammarTests {
    private static let specs =
        StepParserTests.specs + [
            ToolSpec(
                name: "convert", summary: "",
                parameters: [
                    ToolParameter("value", .number, ""), ToolParameter("unit", .string, ""),
                    ToolParameter("exact", .boolean, ""),
                ])
        ]

    private func grammar(isForced: Bool = false, _ change: (inout ReActOptions) -> Void = { _ in }) throws
        -> GrammarMatcher
    {
        var options = ReActOptions()
        change(&options)
        return try GrammarMatcher(ReActGrammar(tools: Self.specs, options: options).text(isForced: isForced))
    }

    private static let good = [
        " I look.\nAction: wikipedia_search[Marie Curie]", " 東京?\nAction: wikipedia_search[Łódź 👩‍🔬]",
        " I compute.\nAction: calculator[(17 + 4) * 2]", " It goes on.\nAction: lookup[prize]",
        " I need passages.\nAction: retrieval[rain in Spain]",
        " Units.\nAction: convert{\"value\": 3.5, \"unit\": \"mile\", \"exact\": true}", " I know.\nAnswer: Vistula",
    ]

    @Test(arguments: good)
    func `a valid step matches, and the reader understands it`(_ step: String) throws {
        #expect(try grammar().matches(step))
        let parsed = try StepParser(specs: Self.specs).parse(step)
        #expect(parsed.kept == step && parsed.thought != nil)
        if case .call(let name, let input) = parsed.move {
            let spec = try #require(ToolNames.resolve(name, among: Self.specs))
            #expect(throws: Never.self) { try ArgumentBinder.bind(input, to: spec) }
        }
    }

    @Test(arguments: [
        "", " I look.", " I look.\nAction: fly[me]", " I look.\nAction: wikipedia_search[]", "\nAnswer: x",
        " I look.\nAction: wikipedia_search[a]\nObservation: b", " a\nb\nAnswer: c", " a\nAnswer: ", " a\nAnswer:  c",
        " a\nAction: calculator[import os; x]", " a\nAction: wikipedia_search[a]b]", "a\nAnswer: b",
        " a\nAction: convert{\"value\": x, \"unit\": \"mile\", \"exact\": true}", " a\nAction: finish[x]",
    ])
    func `what is no step does not match`(_ text: String) throws {
        #expect(try !grammar().matches(text))
    }

    @Test func `lengths are bounded`() throws {
        let matcher = try grammar()
        #expect(matcher.matches(" " + String(repeating: "a", count: 400) + "\nAnswer: x"))
        #expect(!matcher.matches(" " + String(repeating: "a", count: 401) + "\nAnswer: x"))
        #expect(!matcher.matches(" a\nAction: lookup[" + String(repeating: "a", count: 121) + "]"))
    }

    @Test func `every rule is defined and used, in every form`() throws {
        for form in [ReActOptions.Form.text, .chat] {
            for numbers in [false, true] {
                for isForced in [false, true] {
                    let matcher = try grammar(isForced: isForced) {
                        $0.form = form
                        $0.numbersSteps = numbers
                    }
                    #expect(matcher.loose.isEmpty)
                }
            }
        }
    }

    @Test func `labels are numbered where the protocol numbers them, and written where the prompt does not`() throws {
        let numbered = try grammar { $0.numbersSteps = true }
        #expect(numbered.matches(" I look.\nAction 2: lookup[a]") && !numbered.matches(" I look.\nAction: lookup[a]"))
        let chat = try grammar { $0.form = .chat }
        #expect(chat.matches("Thought: I look.\nAction: lookup[a]") && !chat.matches(" I look.\nAction: lookup[a]"))
        #expect(try grammar(isForced: true).matches(" Poland"))
        #expect(try grammar(isForced: true) { $0.form = .chat }.matches("Answer: Poland"))
    }

    @Test func `without tools only an answer is possible`() throws {
        let matcher = try GrammarMatcher(ReActGrammar(tools: [], options: ReActOptions()).text(isForced: false))
        #expect(matcher.matches(" I know.\nAnswer: x") && !matcher.matches(" I know.\nAction: x[y]"))
        #expect(matcher.loose.isEmpty)
    }

    @Test func `the grammar of one tool is this text`() {
        let grammar = ReActGrammar(tools: [CalculatorTool().spec], options: ReActOptions()).text(isForced: false)
        #expect(
            grammar == #"""
                root ::= " " thought "\n" (action | answer)
                thought ::= first-char thought-char{0,399}
                first-char ::= [^\n\r ]
                thought-char ::= [^\n\r]
                action ::= "Action" ": " (call-0)
                call-0 ::= "calculator[" expression "]"
                answer ::= "Answer: " answer-text
                answer-text ::= [^\n\r ] [^\n\r]{0,119}
                expression ::= [0-9a-z(.+-] [0-9a-z(). ,+*/%^-]{0,119}

                """#)
    }
}
