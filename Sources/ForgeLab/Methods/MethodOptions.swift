package import ForgeCore

/// A method's options after validation: every key is one of its fields and has the field's type; defaults are filled in.
package struct MethodOptions: Sendable, Hashable {
    package let values: [String: JSONValue]

    /// - Throws: `LabError` for a key that is no field, a value of the wrong type or out of range.
    package init(_ given: [String: JSONValue], fields: [ConfigField]) throws {
        var values: [String: JSONValue] = [:]
        for field in fields {
            if let value = given[field.key].map(field.canonical), value != .null {
                guard field.kind.accepts(value) else {
                    throw LabError(
                        .invalidInput, "config.option", "option \(field.key): \(value) is not allowed here",
                        remedy: "\(field.key) is \(field.kind.summary)")
                }
                values[field.key] = value
            } else if let value = field.defaultValue {
                values[field.key] = value
            }
        }
        if let unknown = given.keys.filter({ key in !fields.contains { $0.key == key } }).sorted().first {
            throw LabError(
                .invalidInput, "config.option", "there is no option \(unknown)",
                remedy: "options are: \(fields.map(\.key).joined(separator: ", "))")
        }
        self.values = values
    }

    package func int(_ key: String) -> Int? { values[key]?.int }
    package func double(_ key: String) -> Double? { values[key]?.double }
    package func string(_ key: String) -> String? { values[key]?.string }
    package func bool(_ key: String) -> Bool? { values[key]?.bool }

    /// A word of a closed set, as its enum.
    package func choice<Choice: RawRepresentable<String>>(_ key: String, default fallback: Choice) -> Choice {
        string(key).flatMap(Choice.init(rawValue:)) ?? fallback
    }
}

extension ConfigField.Kind {
    /// Whether a value has this kind and lies in its range.
    package func accepts(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.string, .string), (.bool, .bool): true
        case (.integer(let range), .integer(let value)): range.contains(value)
        case (.number(let range), _): value.double.map { range.contains($0) } ?? false
        case (.choice(let words), .string(let word)): words.contains(word)
        case (.list(let kind), .array(let items)): items.allSatisfy(kind.accepts)
        case (.section(let fields), .object(let members)):
            members.allSatisfy { key, value in fields.first { $0.key == key }?.kind.accepts(value) ?? false }
        case (.strings, .object(let members)): members.values.allSatisfy { $0.string != nil }
        default: false
        }
    }
}
