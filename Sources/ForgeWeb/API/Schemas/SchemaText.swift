import ForgeCore

/// Words for what schemas ask and values are.
enum SchemaText {
    /// `a whole number from 1 to 200`.
    static func expected(_ schema: JSONValue) -> String {
        if let names = schema["enum"]?.array?.compactMap(\.string) {
            return "one of \(names.map { "`\($0)`" }.joined(separator: ", "))"
        }
        switch schema["type"]?.string {
        case "integer": return "a whole number" + range(schema)
        case "number": return "a number" + range(schema)
        case "boolean": return "true or false"
        case "array": return "a list"
        case "object": return "an object"
        default: return "text"
        }
    }

    private static func range(_ schema: JSONValue) -> String {
        switch (schema["minimum"], schema["maximum"]) {
        case (let low?, let high?): " from \(text(low)) to \(text(high))"
        case (let low?, nil): " of at least \(text(low))"
        case (nil, let high?): " of at most \(text(high))"
        case (nil, nil): ""
        }
    }

    private static func text(_ value: JSONValue) -> String { (try? JSON.text(value)) ?? "" }

    /// The value as an error message shows it.
    static func shown(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): "`\(value)`"
        case .integer, .number: "`\(text(value))`"
        case .string(let text): "`\(cut(text))`"
        case .array: "a list"
        case .object: "an object"
        }
    }

    static func cut(_ text: String) -> String {
        let clean = text.unicodeScalars.prefix(40).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(clean)) + (text.unicodeScalars.count > 40 ? "…" : "")
    }

    static func suggestion(_ name: String, among known: some Sequence<String>) -> String {
        if let near = NearestName.of(name, among: known) { return "Did you mean `\(near)`?" }
        let names = known.sorted().map { "`\($0)`" }.joined(separator: ", ")
        return names.isEmpty ? "Leave it out." : "Known: \(names)."
    }

    static func mismatch(_ pattern: String, _ text: String) -> String {
        switch pattern {
        case SchemaPattern.noNUL: "holds the character NUL, which no text may."
        case SchemaPattern.id: "must be an id of 12 digits and lower-case letters, not \(shown(.string(text)))."
        case SchemaPattern.position:
            "must be the id of an event, such as `0123456789ab-42`, not \(shown(.string(text)))."
        default: "does not match \(pattern)."
        }
    }
}
