import ForgeCore

/// The query parameters of a request, after they were checked against their schemas.
struct QueryValues: Sendable {
    private var values: [String: JSONValue] = [:]

    init() {}

    /// - Throws: a problem with every parameter that is unknown, missing, given twice, or not as its schema asks.
    init(_ query: QueryText, for operation: Operation) throws {
        let known = operation.parameters.filter { $0.place == .query }
        var findings = query.malformed.map {
            Problem.Finding(field: $0, message: "is not percent-encoded UTF-8.")
        }
        let given = Dictionary(grouping: query.pairs, by: \.name).mapValues { $0.map(\.value) }
        let names = known.map(\.name)
        for name in given.keys.sorted() where !names.contains(name) {
            findings.append(
                Problem.Finding(
                    field: SchemaText.cut(name), message: "is not a parameter of this address.",
                    remedy: SchemaText.suggestion(name, among: names)))
        }
        for parameter in known { findings += take(parameter, given[parameter.name] ?? []) }
        if !findings.isEmpty { throw Problem.invalid(findings) }
    }

    /// Keeps a parameter's value; returns what is wrong with it.
    private mutating func take(_ parameter: Operation.Parameter, _ texts: [String]) -> [Problem.Finding] {
        guard let first = texts.first else {
            return parameter.isRequired ? [Problem.Finding(field: parameter.name, message: "is missing.")] : []
        }
        let isList = parameter.schema["type"] == "array"
        guard isList || texts.count == 1 else {
            return [Problem.Finding(field: parameter.name, message: "is given \(texts.count) times; once is enough.")]
        }
        let value = Self.value(isList ? texts.joined(separator: ",") : first, parameter.schema)
        values[parameter.name] = value
        return SchemaCheck.findings(in: value, against: parameter.schema, at: parameter.name)
    }

    /// The value that a text stands for; the text itself when it stands for none, which the check then tells.
    static func value(_ text: String, _ schema: JSONValue) -> JSONValue {
        switch schema["type"]?.string {
        case "integer": whole(text) ?? .string(text)
        case "number": decimal(text) ?? .string(text)
        case "boolean": ["true": true, "false": false][text] ?? .string(text)
        case "array":
            .array(text.split(separator: ",").map { value(String($0), schema["items"] ?? Schema.string) })
        default: .string(text)
        }
    }

    /// Swift's own conversions take more than decimal digits (`+5`, `0x1p3`, `nan`).
    private static func whole(_ text: String) -> JSONValue? {
        guard let value = Int(text), text.first != "+" else { return nil }
        return .integer(value)
    }

    private static func decimal(_ text: String) -> JSONValue? {
        guard let value = try? JSONValue(parsing: text), value.double != nil else { return nil }
        return value
    }
}

// MARK: Values

extension QueryValues {
    /// Nil when it is absent or empty.
    func text(_ name: String) -> String? {
        guard let text = values[name]?.string, !text.isEmpty else { return nil }
        return text
    }

    func int(_ name: String) -> Int? { values[name]?.int }
    func double(_ name: String) -> Double? { values[name]?.double }
    func bool(_ name: String) -> Bool? { values[name]?.bool }
    func list(_ name: String) -> [String] { values[name]?.array?.compactMap(\.string) ?? [] }
    func ints(_ name: String) -> [Int] { values[name]?.array?.compactMap(\.int) ?? [] }

    func choice<Value: RawRepresentable<String>>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        text(name).flatMap(Value.init(rawValue:))
    }
}
