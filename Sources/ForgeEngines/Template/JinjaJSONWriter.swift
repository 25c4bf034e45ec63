/// Writes JSON as Python's `json.dumps` spaces it, with characters beyond ASCII as they are.
struct JinjaJSONWriter {
    private var result = ""
    private let indent: Int?

    /// - Parameter indent: Spaces per level, taken as 0 to 64; nil for one line.
    /// - Throws: `JinjaError` when the text would be too long or a namespace contains itself.
    static func json(_ value: JinjaValue, indent: Int?) throws -> String {
        var writer = JinjaJSONWriter(indent: indent.map { min(max($0, 0), 64) })
        try writer.write(value, level: 0)
        return writer.result
    }

    private init(indent: Int?) { self.indent = indent }

    private mutating func write(_ value: JinjaValue, level: Int) throws {
        guard level < JinjaLimits.nesting else { throw JinjaError(message: "a value is nested too deeply for JSON") }
        switch value {
        case .undefined, .none, .macro: result += "null"
        case .bool(let value): result += value ? "true" : "false"
        case .integer, .number: result += value.text
        case .string(let text): write(quoted: text)
        case .list(let values):
            try write(values, "[", "]", level) { try $0.write($1, level: level + 1) }
        case .dictionary(let members): try write(members, level)
        case .namespace(let namespace):
            let members = namespace.members.sorted { $0.key < $1.key }
            try write(members.map { (key: $0.key, value: $0.value) }, level)
        }
        try JinjaLimits.check(bytes: result.utf8.count)
    }

    private mutating func write(_ members: [(key: String, value: JinjaValue)], _ level: Int) throws {
        try write(members, "{", "}", level) { writer, member in
            writer.write(quoted: member.key)
            writer.result += ": "
            try writer.write(member.value, level: level + 1)
        }
    }

    private mutating func write<Element>(
        _ elements: [Element], _ open: String, _ close: String, _ level: Int,
        each: (inout Self, Element) throws -> Void
    ) throws {
        result += open
        for (index, element) in elements.enumerated() {
            if index > 0 { result += indent == nil ? ", " : "," }
            breakLine(level + 1)
            try each(&self, element)
        }
        if !elements.isEmpty { breakLine(level) }
        result += close
    }

    private mutating func breakLine(_ level: Int) {
        guard let indent else { return }
        result += "\n" + String(repeating: " ", count: indent * level)
    }

    private mutating func write(quoted text: String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }
}
