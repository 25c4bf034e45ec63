import ForgeCore

/// Reads a call from a JSON object in one of the shapes that models use.
enum CallObject {
    private static let nameKeys = [
        "name", "tool", "tool_name", "action", "function", "function_name", "recipient_name",
    ]
    private static let argumentKeys = [
        "arguments", "args", "parameters", "params", "action_input", "tool_input", "input", "kwargs",
    ]
    private static let answerKeys = ["final_answer", "answer", "final answer", "Final Answer"]

    /// The move of an object, or of the first object in an array; nil when it names no tool.
    static func move(_ value: JSONValue, specs: [ToolSpec]) -> ParsedStep.Move? {
        if let first = value.array?.first { return move(first, specs: specs) }
        guard let members = value.object else { return nil }
        if let key = nameKeys.first(where: { members[$0]?.string != nil }), let name = members[key]?.string {
            return .call(name: name, input: arguments(of: members, without: key))
        }
        for key in nameKeys {
            if let inner = members[key], inner.object != nil, let move = move(inner, specs: specs) { return move }
        }
        if let key = answerKeys.first(where: { members[$0] != nil }), let answer = members[key] {
            return .answer(text(answer))
        }
        // {"search": "rain"}
        if members.count == 1, let (key, value) = members.first, ToolNames.resolve(key, among: specs) != nil {
            return .call(name: key, input: input(value))
        }
        return nil
    }

    /// Arguments beside the name, or under a key of their own.
    private static func arguments(of members: [String: JSONValue], without nameKey: String) -> ActionInput {
        if let key = argumentKeys.first(where: { members[$0] != nil && $0 != nameKey }), let value = members[key] {
            return input(value)
        }
        let ignored = [nameKey, "thought", "id", "type", "reasoning"]
        return .object(members.filter { !ignored.contains($0.key) })
    }

    static func input(_ value: JSONValue) -> ActionInput {
        switch value {
        case .object(let members): return .object(members)
        case .array(let items): return .values(items, named: [:])
        case .string(let text):
            // The OpenAI protocol has arguments as JSON in a string.
            if text.drop(while: \.isWhitespace).first == "{", let inner = try? JSONValue(parsing: text),
                let members = inner.object
            {
                return .object(members)
            }
            return .text(text)
        case .null: return .object([:])
        default: return .text(text(value))
        }
    }

    static func text(_ value: JSONValue) -> String {
        value.string ?? (try? JSON.text(value)) ?? ""
    }
}
