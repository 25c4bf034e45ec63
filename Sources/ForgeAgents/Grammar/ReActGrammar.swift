/// Makes grammars in llama.cpp's notation (GBNF) that let a model write one valid step and nothing else.
///
/// A step is a thought and then an action or an answer; the lengths are bounded, so that a model which would go on
/// for ever ends its step.
package struct ReActGrammar: Sendable {
    /// Characters of a thought, of a text argument and of an answer.
    package static let longestThought = 400
    package static let longestArgument = 120
    package static let longestAnswer = 120

    private let tools: [ToolSpec]
    private let options: ReActOptions

    package init(tools: [ToolSpec], options: ReActOptions) {
        self.tools = tools
        self.options = options
    }

    /// The grammar of a step, or of a forced answer.
    package func text(isForced: Bool) -> String {
        (isForced ? forcedRules : stepRules).map { "\($0.name) ::= \($0.body)" }.joined(separator: "\n") + "\n"
    }

    private typealias Rule = (name: String, body: String)

    /// The prompt of the text form ends with `Thought:` or `Answer:`; in a conversation the model writes them.
    private var isPrimed: Bool { options.form == .text }

    private var forcedRules: [Rule] {
        [("root", isPrimed ? "\" \" answer-text" : "\"Answer: \" answer-text")] + [answerRule]
    }

    private var stepRules: [Rule] {
        let callable = tools.filter { $0.name != FinishTool.name }
        let actions = callable.indices.map { "call-\($0)" }.joined(separator: " | ")
        let number = options.numbersSteps ? "\" \" [1-9] [0-9]? " : ""
        let start = isPrimed ? "" : options.numbersSteps ? "\"Thought\" \(number)\":\" " : "\"Thought:\" "
        var rules: [Rule] = [
            ("root", start + "\" \" thought \"\\n\" " + (callable.isEmpty ? "answer" : "(action | answer)")),
            ("thought", "first-char thought-char{0,\(Self.longestThought - 1)}"),
            ("first-char", "[^\\n\\r ]"),
            ("thought-char", "[^\\n\\r]"),
        ]
        if !callable.isEmpty { rules.append(("action", "\"Action\" \(number)\": \" (\(actions))")) }
        for (index, tool) in callable.enumerated() { rules.append(("call-\(index)", call(tool))) }
        rules += [("answer", "\"Answer: \" answer-text"), answerRule]
        return rules + usedKinds(of: callable)
    }

    private var answerRule: Rule {
        ("answer-text", "[^\\n\\r ] [^\\n\\r]{0,\(Self.longestAnswer - 1)}")
    }

    /// `search[text]` for one argument; the necessary ones as JSON for more: `convert{"value": 3, "unit": "mile"}`.
    private func call(_ tool: ToolSpec) -> String {
        let required = tool.parameters.filter(\.isRequired)
        guard required.count > 1 else {
            guard let first = required.first ?? tool.parameters.first else { return "\"\(tool.name)[]\"" }
            return "\"\(tool.name)[\" \(Self.rule(for: first.kind)) \"]\""
        }
        let members = required.map { "\"\\\"\($0.name)\\\": \" \(Self.jsonRule(for: $0.kind))" }
        return "\"\(tool.name){\" " + members.joined(separator: " \", \" ") + " \"}\""
    }

    private static func rule(for kind: ToolParameter.Kind) -> String {
        switch kind {
        case .string: "text"
        case .expression: "expression"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        }
    }

    private static func jsonRule(for kind: ToolParameter.Kind) -> String {
        kind == .string || kind == .expression ? "json-text" : rule(for: kind)
    }

    private func usedKinds(of tools: [ToolSpec]) -> [Rule] {
        let longest = Self.longestArgument
        let all: [Rule] = [
            ("text", "[^\\[\\]\\n\\r ] [^\\[\\]\\n\\r]{0,\(longest - 1)}"),
            ("json-text", "\"\\\"\" [^\"\\\\\\n\\r]{1,\(longest)} \"\\\"\""),
            ("expression", "[0-9a-z(.+-] [0-9a-z(). ,+*/%^-]{0,\(longest - 1)}"),
            ("integer", "\"-\"? [0-9]{1,9}"),
            ("number", "\"-\"? [0-9]{1,9} (\".\" [0-9]{1,9})?"),
            ("boolean", "\"true\" | \"false\""),
        ]
        let bodies = tools.map(call).joined(separator: " ").split(separator: " ").map(String.init)
        return all.filter { bodies.contains($0.name) }
    }
}
