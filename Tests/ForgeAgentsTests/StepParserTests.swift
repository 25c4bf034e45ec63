import ForgeCore
import Testing

@testable import ForgeAgents

/// One output of a model, and what it means.
struct Style: Sendable, CustomTestStringConvertible {
    var output: String
    var tool: String
    var arguments: [String: JSONValue]
    var parser: StepParserName

    init(_ output: String, _ tool: String, _ arguments: [String: JSONValue], _ parser: StepParserName) {
        self.output = output
        self.tool = tool
        self.arguments = arguments
        self.parser = parser
    }

    var testDescription: String { output }
}

struct StepParserTests {
    static let specs = [
        WikipediaTool(client: nil).spec, CalculatorTool().spec, LookupTool().spec,
        ToolSpec(
            name: "retrieval", summary: "",
            parameters: [
                ToolParameter("query", .string, ""), ToolParameter("k", .integer, "", default: 3, range: 1...10),
            ]),
        FinishTool().spec,
    ]

    @Test(arguments: [
        Style(
            "Thought: I look.\nAction: wikipedia_search[Marie Curie]", "wikipedia_search", ["query": "Marie Curie"],
            .actionBracket),
        Style(
            " I look.\nAction 1: Search[Marie Curie]\nI will see.", "wikipedia_search", ["query": "Marie Curie"],
            .actionBracket),
        Style("Action: search[\"Marie Curie\"]", "wikipedia_search", ["query": "Marie Curie"], .actionBracket),
        Style("Action: search[“Marie Curie”]", "wikipedia_search", ["query": "Marie Curie"], .actionBracket),
        Style("Action: search[[Marie Curie]]", "wikipedia_search", ["query": "Marie Curie"], .actionBracket),
        Style("Action: search[query=\"Marie Curie\"]", "wikipedia_search", ["query": "Marie Curie"], .actionBracket),
        Style("Action: search[query: Paris, Texas]", "wikipedia_search", ["query": "Paris, Texas"], .actionBracket),
        Style("Action: search[Paris, Texas]", "wikipedia_search", ["query": "Paris, Texas"], .actionBracket),
        Style("Action: search[Poe's law", "wikipedia_search", ["query": "Poe's law"], .actionBracket),
        Style("Action: search[A [b] c] and so on", "wikipedia_search", ["query": "A [b] c"], .actionBracket),
        Style("Action: Wikipedia Search[Marie Curie]", "wikipedia_search", ["query": "Marie Curie"], .actionBracket),
        Style(
            "**Action:** `wikipedia_search[Marie Curie]`", "wikipedia_search", ["query": "Marie Curie"], .actionBracket),
        Style("action: SEARCH[Marie Curie]", "wikipedia_search", ["query": "Marie Curie"], .actionBracket),
        Style("Action： search[東京]", "wikipedia_search", ["query": "東京"], .actionBracket),
        Style("Action: retrieval[rain in Spain, 5]", "retrieval", ["query": "rain in Spain", "k": 5], .actionBracket),
        Style(
            "Action: retrieval[rain, wind and snow]", "retrieval", ["query": "rain, wind and snow", "k": 3],
            .actionBracket),
        Style("Action: calculator[1,234 * (5 + 6)]", "calculator", ["expression": "1,234 * (5 + 6)"], .actionBracket),
        Style("Action: calculator(1,234 * (5 + 6))", "calculator", ["expression": "1,234 * (5 + 6)"], .actionCall),
        Style("Action: calculator(expression=\"3 * 4\")", "calculator", ["expression": "3 * 4"], .actionCall),
        Style("Action: search(\"Marie Curie\")", "wikipedia_search", ["query": "Marie Curie"], .actionCall),
        Style("Action: search('Marie (film) :)')", "wikipedia_search", ["query": "Marie (film) :)"], .actionCall),
        Style("Action: search(query='O\\'Neill')", "wikipedia_search", ["query": "O'Neill"], .actionCall),
        Style(
            "Action: search({\"query\": \"Marie Curie\"})", "wikipedia_search", ["query": "Marie Curie"], .actionCall),
        Style("Action: retrieval(\"rain, wind\", 5)", "retrieval", ["query": "rain, wind", "k": 5], .actionCall),
        Style("Action: retrieval(query=\"rain\", k=2)", "retrieval", ["query": "rain", "k": 2], .actionCall),
        Style("Action: retrieval(\n  query=\"rain\",\n  k=2\n)", "retrieval", ["query": "rain", "k": 2], .actionCall),
        Style(
            "Action: wikipedia_search\nAction Input: Marie Curie", "wikipedia_search", ["query": "Marie Curie"],
            .actionInput),
        Style(
            "Action: wikipedia_search\nAction Input: \"Marie Curie\"\nObservation: made up", "wikipedia_search",
            ["query": "Marie Curie"], .actionInput),
        Style(
            "Action: `retrieval`\nAction Input: {\"query\": \"rain\", \"k\": 4}", "retrieval",
            ["query": "rain", "k": 4], .actionInput),
        Style(
            "Action: retrieval\nAction Input: ```json\n{\"query\": \"rain\"}\n```", "retrieval",
            ["query": "rain", "k": 3], .actionInput),
        Style(
            "Action: {\"name\": \"search\", \"arguments\": {\"query\": \"rain\"}}", "wikipedia_search",
            ["query": "rain"], .actionJSON),
        Style(
            "Action: {\"tool\": \"search\", \"query\": \"rain\"}", "wikipedia_search", ["query": "rain"], .actionJSON),
        Style(
            "Action: {\"action\": \"search\", \"action_input\": \"rain\"}", "wikipedia_search", ["query": "rain"],
            .actionJSON),
        Style(
            "Action: {'name': 'search', 'args': {'query': 'rain',},}", "wikipedia_search", ["query": "rain"],
            .actionJSON),
        Style("Action: {\"search\": \"rain\"}", "wikipedia_search", ["query": "rain"], .actionJSON),
        Style(
            "Action: ```json\n{\"name\": \"search\", \"parameters\": {\"query\": \"rain\"}}\n```", "wikipedia_search",
            ["query": "rain"], .actionJSON),
        Style(
            "Action:\n```\n{\"action\": \"search\", \"action_input\": {\"query\": \"rain\"}}\n```", "wikipedia_search",
            ["query": "rain"], .actionJSON),
        Style("Action: search{\"query\": \"rain\"}", "wikipedia_search", ["query": "rain"], .actionJSON),
        Style("Action: search: rain", "wikipedia_search", ["query": "rain"], .actionWords),
        Style("Action: search \"rain\"", "wikipedia_search", ["query": "rain"], .actionWords),
        Style("Action: wikipedia search rain in Spain", "wikipedia_search", ["query": "rain in Spain"], .actionWords),
        Style(
            "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"rain\"}}\n</tool_call>",
            "wikipedia_search", ["query": "rain"], .toolCallTag),
        Style(
            "I look.\n<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": \"rain\"}", "wikipedia_search",
            ["query": "rain"], .toolCallTag),
        Style(
            "<|tool_call|>[{\"name\": \"search\", \"arguments\": {\"query\": \"rain\"}}]<|/tool_call|>",
            "wikipedia_search", ["query": "rain"], .toolCallTag),
        Style(
            "<tool_call>{\"name\": \"retrieval\", \"arguments\": \"{\\\"query\\\": \\\"rain\\\", \\\"k\\\": 2}\"}</tool_call>",
            "retrieval", ["query": "rain", "k": 2], .toolCallTag),
        Style(
            "<tool_call>\n<function=retrieval>\n<parameter=query>\nrain\n</parameter>\n<parameter=k>\n2\n</parameter>\n</function>\n</tool_call>",
            "retrieval", ["query": "rain", "k": 2], .functionTag),
        Style("<function=search>{\"query\": \"rain\"}</function>", "wikipedia_search", ["query": "rain"], .functionTag),
        Style(
            "[TOOL_CALLS] [{\"name\": \"search\", \"arguments\": {\"query\": \"rain\"}}]", "wikipedia_search",
            ["query": "rain"], .mistral),
        Style("[TOOL_CALLS]search[ARGS]{\"query\": \"rain\"}", "wikipedia_search", ["query": "rain"], .mistral),
        Style(
            "<|python_tag|>{\"name\": \"search\", \"parameters\": {\"query\": \"rain\"}}", "wikipedia_search",
            ["query": "rain"], .pythonTag),
        Style("<|python_tag|>wikipedia_search.call(query=\"rain\")", "wikipedia_search", ["query": "rain"], .pythonTag),
        Style(
            "Action: <tool_call>{\"name\": \"search\", \"arguments\": {\"query\": \"rain\"}}</tool_call>",
            "wikipedia_search", ["query": "rain"], .toolCallTag),
        Style(
            "I call it.\n```json\n{\"name\": \"search\", \"arguments\": {\"query\": \"rain\"}}\n```",
            "wikipedia_search", ["query": "rain"], .fencedJSON),
        Style(
            "{\"name\": \"search\", \"arguments\": {\"query\": \"rain\"}}", "wikipedia_search", ["query": "rain"],
            .bareJSON),
        Style("{“name”: “search”, “arguments”: {“query”: “rain”}}", "wikipedia_search", ["query": "rain"], .bareJSON),
        Style("I should use wikipedia_search[rain] now.", "wikipedia_search", ["query": "rain"], .bareCall),
        Style("calculator(3 * (4 + 1))", "calculator", ["expression": "3 * (4 + 1)"], .bareCall),
        Style("I need to look. Action: search[rain]", "wikipedia_search", ["query": "rain"], .actionBracket),
    ])
    func `an action is understood in the styles of many models`(_ style: Style) throws {
        let step = try StepParser(specs: Self.specs).parse(style.output)
        guard case .call(let name, let input) = step.move else {
            Issue.record("not a call: \(step)")
            return
        }
        let spec = try #require(ToolNames.resolve(name, among: Self.specs))
        #expect(spec.name == style.tool)
        #expect(try ArgumentBinder.bind(input, to: spec).values == style.arguments)
        #expect(step.parser == style.parser)
    }

    @Test(
        arguments: [
            ("Thought: I know.\nAnswer: Paris", "Paris", .answerMarker),
            ("Final Answer: **Paris**", "Paris", .answerMarker),
            ("**Final Answer:** Paris", "Paris", .answerMarker), ("Answer:\nParis", "Paris", .answerMarker),
            ("Answer: -7", "-7", .answerMarker), ("Answer: \"Paris\"\nThought: done", "Paris", .answerMarker),
            ("Answer: finish[Paris]", "Paris", .answerMarker), ("I know. Final Answer: Paris", "Paris", .answerMarker),
            ("Action: finish[Paris]", "Paris", .actionBracket),
            ("Action 3: Finish[2,864 metres]", "2,864 metres", .actionBracket),
            ("Action: finish(answer=\"Paris\")", "Paris", .actionCall), ("finish[Paris]", "Paris", .bareCall),
            ("Action: Final Answer\nAction Input: Paris", "Paris", .actionInput),
            ("{\"action\": \"Final Answer\", \"action_input\": \"42\"}", "42", .bareJSON),
            ("<tool_call>{\"name\": \"finish\", \"arguments\": {\"answer\": \"42\"}}</tool_call>", "42", .toolCallTag),
            ("So the answer is 42.", "42", .answerPhrase), ("3 * 14 = 42\n#### 42", "42", .answerPhrase),
            ("Therefore \\boxed{42}.", "42", .answerPhrase),
        ] as [(String, String, StepParserName)])
    func `answers are found`(_ output: String, _ answer: String, _ parser: StepParserName) throws {
        let step = try StepParser(specs: Self.specs).parse(output)
        #expect(step.move == .answer(answer))
        #expect(step.parser == parser)
    }

    @Test(arguments: [
        "", "  \n ", "I am not sure what to do.", "Thought: I should search for it.", "Action:", "Action: none",
        "Answer:", "{\"a\": 1}", "Observation: Paris\nAnswer: Paris", "finish[]", "[[[[[[[{{{{{{{", "``````",
        "<tool_call>",
        "I could find (nothing) here.",
    ])
    func `what is no step is refused`(_ output: String) {
        #expect(throws: StepParseFailure.self) { try StepParser(specs: Self.specs).parse(output) }
    }

    @Test func `the first step counts, and what follows it is not kept`() throws {
        let parser = StepParser(specs: Self.specs)
        let output = " I look.\nAction: search[rain] because it rains.\nObservation: wet\nAnswer: wet"
        let step = try parser.parse(output)
        #expect(step.kept == " I look.\nAction: search[rain]")
        #expect(step.thought == "I look.")
        let answered = try parser.parse("Answer: yes\nAction: search[rain]")
        #expect(answered.move == .answer("yes"))
    }

    @Test func `unknown names get the nearest tool, unknown arguments the list of the known`() throws {
        #expect(ToolNames.unknown("calculater", among: Self.specs).contains("Did you mean calculator?"))
        let failure = #expect(throws: ArgumentBinder.Failure.self) {
            try ArgumentBinder.bind(.object(["query": "a", "limit": 3]), to: Self.specs[3])
        }
        #expect(failure?.message.contains("query, k") == true)
        #expect(throws: ArgumentBinder.Failure.self) {
            try ArgumentBinder.bind(.object(["query": "a", "k": 99]), to: Self.specs[3])
        }
        #expect(throws: ArgumentBinder.Failure.self) { try ArgumentBinder.bind(.object([:]), to: Self.specs[3]) }
    }

    @Test func `garbage never crashes the reader`() {
        let pieces = [
            "Action:", "Answer:", "Action Input:", "Observation:", "Thought:", "search", "[", "]", "(", ")", "{", "}",
            "\"",
            "'", "“", "```", "json", "\n", " ", "<tool_call>", "</tool_call>", "<function=", ">", "[TOOL_CALLS]",
            "<|python_tag|>", "finish", "calculator", ",", ":", "=", "\\", "\u{301}", "👩‍👩‍👧", "漢", "\"name\"", "k=3",
            "\r\n",
            "####", "\\boxed{", "the answer is",
        ]
        var generator = SeededGenerator(seed: 5)
        let parser = StepParser(specs: Self.specs)
        var steps = 0
        for _ in 0..<4_000 {
            let text = (0..<generator.below(16)).map { _ in pieces[generator.below(pieces.count)] }.joined()
            guard let step = try? parser.parse(text) else { continue }
            steps += 1
            #expect(text.hasPrefix(step.kept))
        }
        #expect(steps > 500)
    }
}
