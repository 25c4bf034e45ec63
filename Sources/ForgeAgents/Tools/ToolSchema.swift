package import ForgeCore

extension ToolSpec {
    /// The tool as the OpenAI-compatible protocol declares functions, with JSON Schema (2020-12) for its arguments.
    package var functionSchema: JSONValue {
        [
            "type": "function",
            "function": [
                "name": .string(name),
                "description": .string(summary),
                "parameters": parameterSchema,
            ],
        ]
    }

    package var parameterSchema: JSONValue {
        let properties = parameters.map { ($0.name, $0.schema) }
        return [
            "type": "object",
            "properties": .object(Dictionary(properties) { first, _ in first }),
            "required": .array(parameters.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
        ]
    }

    /// How the text protocol writes a call: `search[query]`.
    package var usage: String { "\(name)[\(parameters.map(\.name).joined(separator: ", "))]" }
}

extension ToolParameter {
    package var schema: JSONValue {
        let type = kind == .expression ? "string" : kind.rawValue
        var members: [String: JSONValue] = ["type": .string(type), "description": .string(summary)]
        if let defaultValue { members["default"] = defaultValue }
        if let range {
            members["minimum"] = .integer(range.lowerBound)
            members["maximum"] = .integer(range.upperBound)
        }
        return .object(members)
    }
}
