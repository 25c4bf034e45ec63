package import ForgeCore
private import Foundation

/// What a model wrote between the brackets of a call.
package enum ActionInput: Sendable, Codable, Hashable {
    /// Text that is not further taken apart: `search[Marie Curie]`.
    case text(String)
    /// Values in order, then by name: `retrieval("rain", k=3)`.
    case values([JSONValue], named: [String: JSONValue])
    case object([String: JSONValue])
}

/// Brings a call's input into the form that the tool declares.
package enum ArgumentBinder {
    package struct Failure: Error, Hashable, Sendable {
        package var message: String
    }

    /// - Throws: `Failure` that says what is missing or wrong.
    package static func bind(_ input: ActionInput, to spec: ToolSpec) throws(Failure) -> ToolArguments {
        var given = try named(input, spec: spec)
        var values: [String: JSONValue] = [:]
        for parameter in spec.parameters {
            let key = given.keys.first { ToolNames.folded($0) == ToolNames.folded(parameter.name) }
            if let key, let value = given.removeValue(forKey: key), value != .null {
                values[parameter.name] = try convert(value, to: parameter)
            } else if let value = parameter.defaultValue {
                values[parameter.name] = value
            } else {
                // The only value under another name is surely the one that is missing: {"q": "rain"}.
                let required = spec.parameters.filter(\.isRequired)
                if required.count == 1, given.count == 1, let value = given.popFirst()?.value {
                    values[parameter.name] = try convert(value, to: parameter)
                } else {
                    throw Failure(message: "\(spec.name) needs `\(parameter.name)`: \(parameter.summary).")
                }
            }
        }
        if let unknown = given.keys.sorted().first {
            let names = spec.parameters.map(\.name).joined(separator: ", ")
            throw Failure(message: "\(spec.name) takes no `\(unknown.prefix(40))`; its arguments are: \(names).")
        }
        return ToolArguments(values)
    }

    private static func named(_ input: ActionInput, spec: ToolSpec) throws(Failure) -> [String: JSONValue] {
        switch input {
        case .object(let members): return members
        case .text(let text):
            guard let first = spec.parameters.first else { return [:] }
            return [first.name: .string(text)]
        case .values(let values, let named):
            guard values.count <= spec.parameters.count else {
                // A comma of a text without quotes separates nothing: search(Paris, Texas).
                if spec.parameters.count == 1, named.isEmpty {
                    return [spec.parameters[0].name: .string(values.map(text).joined(separator: ", "))]
                }
                throw Failure(message: "\(spec.name) takes \(spec.parameters.count) arguments, not \(values.count).")
            }
            let positional = zip(spec.parameters, values).map { ($0.name, $1) }
            return named.merging(positional) { named, _ in named }
        }
    }

    private static func text(of value: JSONValue) -> String {
        value.string ?? (try? JSON.text(value)) ?? ""
    }

    private static func convert(_ value: JSONValue, to parameter: ToolParameter) throws(Failure) -> JSONValue {
        let written = text(of: value).trimmingCharacters(in: .whitespacesAndNewlines)
        switch parameter.kind {
        case .string, .expression:
            if case .array(let items) = value { return .string(items.map(text).joined(separator: ", ")) }
            guard value.object == nil else { break }
            guard !written.isEmpty else { throw Failure(message: "`\(parameter.name)` is empty.") }
            return .string(written)
        case .integer:
            guard let number = value.int ?? Int(written) else { break }
            if let range = parameter.range, !range.contains(number) {
                throw Failure(
                    message:
                        "`\(parameter.name)` is between \(range.lowerBound) and \(range.upperBound), not \(number).")
            }
            return .integer(number)
        case .number:
            if let number = value.double ?? Double(written), number.isFinite { return .number(number) }
        case .boolean:
            if let flag = value.bool ?? Bool(written.lowercased()) { return .bool(flag) }
        }
        throw Failure(message: "`\(parameter.name)` is not a valid \(parameter.kind.rawValue): \(written.prefix(60))")
    }
}
