import ForgeCore

/// The pieces that JSON Schemas are written with. What is not listed is not used, so that `SchemaCheck` knows it all.
enum Schema {
    /// Any JSON value.
    static let any: JSONValue = .object([:])
    static let boolean: JSONValue = ["type": "boolean"]
    static let number: JSONValue = ["type": "number"]
    static let integer: JSONValue = ["type": "integer"]
    /// A count, a size, a position.
    static let count: JSONValue = ["type": "integer", "minimum": 0]
    static let string: JSONValue = ["type": "string"]
    /// ISO 8601, UTC, with milliseconds.
    static let date: JSONValue = ["type": "string", "format": "date-time"]
    static let id: JSONValue = ["type": "string", "pattern": .string(SchemaPattern.id)]
    /// A JSON object of any shape.
    static let anyObject: JSONValue = ["type": "object"]

    static func integer(_ range: ClosedRange<Int>, default value: Int? = nil) -> JSONValue {
        adding(
            value.map(JSONValue.integer), as: "default",
            to: ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)])
    }

    static func number(_ range: ClosedRange<Double>, default value: Double? = nil) -> JSONValue {
        adding(
            value.map(JSONValue.number), as: "default",
            to: ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)])
    }

    static func boolean(default value: Bool) -> JSONValue { ["type": "boolean", "default": .bool(value)] }

    /// Text from a client: bounded, without NUL, which databases and C libraries cut at.
    static func text(_ length: ClosedRange<Int> = 0...500) -> JSONValue {
        [
            "type": "string", "minLength": .integer(length.lowerBound), "maxLength": .integer(length.upperBound),
            "pattern": .string(SchemaPattern.noNUL),
        ]
    }

    static func choice(_ names: [String], default value: String? = nil) -> JSONValue {
        adding(
            value.map(JSONValue.string), as: "default",
            to: ["type": "string", "enum": .array(names.map(JSONValue.string))])
    }

    static func choice<Value: CaseIterable & RawRepresentable<String>>(
        of type: Value.Type, default value: Value? = nil
    ) -> JSONValue {
        choice(type.allCases.map(\.rawValue), default: value?.rawValue)
    }

    static func array(_ items: JSONValue, _ count: ClosedRange<Int>? = nil) -> JSONValue {
        guard let count else { return ["type": "array", "items": items] }
        return [
            "type": "array", "items": items, "minItems": .integer(count.lowerBound),
            "maxItems": .integer(count.upperBound),
        ]
    }

    /// An object with these members and no others.
    static func object(
        _ required: [String: JSONValue], optional: [String: JSONValue] = [:], _ summary: String? = nil
    ) -> JSONValue {
        adding(
            summary.map(JSONValue.string), as: "description",
            to: [
                "type": "object", "properties": .object(required.merging(optional) { first, _ in first }),
                "required": .array(required.keys.sorted().map(JSONValue.string)), "additionalProperties": false,
            ])
    }

    /// An object whose keys are names and whose values are alike.
    static func map(_ values: JSONValue) -> JSONValue { ["type": "object", "additionalProperties": values] }

    /// One of `Schemas.all`.
    static func ref(_ name: String) -> JSONValue { ["$ref": .string("\(prefix)\(name)")] }

    static let prefix = "#/components/schemas/"

    private static func adding(_ value: JSONValue?, as key: String, to schema: JSONValue) -> JSONValue {
        guard let value, var members = schema.object else { return schema }
        members[key] = value
        return .object(members)
    }
}

/// The regular expressions of the schemas, each with the function that tells the same.
enum SchemaPattern {
    static let id = "^[0-9a-z]{12}$"
    static let noNUL = "^[^\\u0000]*$"
    /// `epoch-number`, the id of a live event.
    static let position = "^[0-9a-z]{12}-[0-9]{1,15}$"

    /// Nil for a pattern that is not known.
    static func matches(_ text: String, _ pattern: String) -> Bool? {
        switch pattern {
        case id: isID(text)
        case noNUL: !text.utf8.contains(0)
        case position: EventPosition(text) != nil
        default: nil
        }
    }

    static func isID(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 12
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }
}
