import ForgeCore

/// Checks a JSON value against the part of JSON Schema that `Schema` writes, and says what is wrong where.
struct SchemaCheck {
    /// More findings than this help nobody.
    private static let most = 50

    private var findings: [Problem.Finding] = []

    /// - Parameter field: what the value is called (`limit`); empty for a whole body.
    static func findings(
        in value: JSONValue, against schema: JSONValue, at field: String = ""
    ) -> [Problem.Finding] {
        var check = SchemaCheck()
        check.check(value, schema, field)
        return Array(check.findings.prefix(most))
    }

    private mutating func check(_ value: JSONValue, _ schema: JSONValue, _ field: String) {
        let schema = Schemas.resolved(schema)
        guard let type = schema["type"]?.string else { return }
        guard value.isOfType(type) else {
            return report(field, "must be \(SchemaText.expected(schema)), not \(SchemaText.shown(value)).")
        }
        switch value {
        case .integer, .number: checkNumber(value, schema, field)
        case .string(let text): checkText(text, schema, field)
        case .array(let elements): checkArray(elements, schema, field)
        case .object(let members): checkObject(members, schema, field)
        case .null, .bool: break
        }
    }

    private mutating func checkNumber(_ value: JSONValue, _ schema: JSONValue, _ field: String) {
        guard let number = value.double else { return }
        let isInside =
            number >= schema["minimum"]?.double ?? -.infinity && number <= schema["maximum"]?.double ?? .infinity
        if !isInside { report(field, "must be \(SchemaText.expected(schema)), not \(SchemaText.shown(value)).") }
    }

    private mutating func checkText(_ text: String, _ schema: JSONValue, _ field: String) {
        if let names = schema["enum"]?.array?.compactMap(\.string), !names.contains(text) {
            let remedy = NearestName.of(text, among: names).map { "Did you mean `\($0)`?" }
            return report(
                field, "must be \(SchemaText.expected(schema)), not \(SchemaText.shown(.string(text))).", remedy)
        }
        // JSON Schema counts code points.
        let length = text.unicodeScalars.count
        if length < schema["minLength"]?.int ?? 0 { return report(field, "must not be empty.") }
        if let most = schema["maxLength"]?.int, length > most {
            return report(field, "has \(length) characters; at most \(most) are allowed.")
        }
        if let pattern = schema["pattern"]?.string, SchemaPattern.matches(text, pattern) != true {
            report(field, SchemaText.mismatch(pattern, text))
        }
    }

    private mutating func checkArray(_ elements: [JSONValue], _ schema: JSONValue, _ field: String) {
        let (least, most) = (schema["minItems"]?.int ?? 0, schema["maxItems"]?.int ?? .max)
        if !(least...most).contains(elements.count) {
            return report(field, "has \(elements.count) entries; from \(least) to \(most) are allowed.")
        }
        guard let items = schema["items"] else { return }
        for (index, element) in elements.enumerated() where findings.count < Self.most {
            check(element, items, "\(field)[\(index)]")
        }
    }

    private mutating func checkObject(_ members: [String: JSONValue], _ schema: JSONValue, _ field: String) {
        let known = schema["properties"]?.object ?? [:]
        let path = { (key: String) in field.isEmpty ? key : "\(field).\(key)" }
        for key in schema["required"]?.array?.compactMap(\.string) ?? [] where members[key] == nil {
            report(path(key), "is missing.")
        }
        for (key, value) in members.sorted(by: { $0.key < $1.key }) where findings.count < Self.most {
            if let schema = known[key] {
                check(value, schema, path(key))
            } else if schema["additionalProperties"]?.bool == false {
                report(path(SchemaText.cut(key)), "is not known here.", SchemaText.suggestion(key, among: known.keys))
            } else if let schema = schema["additionalProperties"] {
                check(value, schema, path(key))
            }
        }
    }

    private mutating func report(_ field: String, _ message: String, _ remedy: String? = nil) {
        findings.append(Problem.Finding(field: field, message: message, remedy: remedy))
    }
}

extension JSONValue {
    fileprivate func isOfType(_ type: String) -> Bool {
        switch (type, self) {
        case ("string", .string), ("boolean", .bool), ("array", .array), ("object", .object), ("null", .null): true
        case ("integer", .integer), ("number", .integer), ("number", .number): true
        // Whole numbers beyond 63 bits.
        case ("integer", .number(let number)): number.rounded() == number
        default: false
        }
    }
}
