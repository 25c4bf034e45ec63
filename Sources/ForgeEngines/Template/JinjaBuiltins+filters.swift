import Foundation

/// Filters and methods of templates.
extension JinjaBuiltins {
    static func filter(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch name {
        case "trim": .string(strip(value.text, arguments[0]))
        case "upper": .string(value.text.uppercased())
        case "lower": .string(value.text.lowercased())
        case "capitalize": .string(value.text.prefix(1).uppercased() + value.text.dropFirst().lowercased())
        case "title": .string(value.text.capitalized)
        case "string": .string(value.text)
        case "safe", "escape", "e": value
        case "length", "count": .integer(try length(of: value))
        case "first": try items(of: value).first ?? .undefined("the first element")
        case "last": try items(of: value).last ?? .undefined("the last element")
        case "list": .list(try items(of: value))
        case "reverse": .list(try items(of: value).reversed())
        case "items": try method("items", of: value, arguments)
        case "join": .string(try items(of: value).map(\.text).joined(separator: arguments[0]?.text ?? ""))
        case "default", "d": fallback(for: value, arguments)
        case "replace": try method("replace", of: value, arguments)
        case "int": .integer(value.double.map { Int($0) } ?? Int(value.text) ?? 0)
        case "float": .number(value.double ?? Double(value.text) ?? 0)
        case "tojson": .string(json(value, indent: (arguments["indent"] ?? arguments[0])?.int, level: 0))
        case "indent": .string(indented(value.text, arguments))
        case "map": .list(try items(of: value).map { try mapped($0, arguments) })
        case "selectattr", "rejectattr":
            .list(try items(of: value).filter { try matches($0, arguments) == (name == "selectattr") })
        default: throw JinjaError(message: "the filter \(name) is not supported")
        }
    }

    private static func length(of value: JinjaValue) throws -> Int {
        switch value {
        case .string(let text): text.unicodeScalars.count
        case .dictionary(let members): members.count
        default: try items(of: value).count
        }
    }

    private static func fallback(for value: JinjaValue, _ arguments: JinjaArguments) -> JinjaValue {
        let alsoFalse = (arguments[1] ?? arguments["boolean"])?.isTrue ?? false
        let fallback = arguments[0] ?? .string("")
        if case .undefined = value { return fallback }
        return alsoFalse && !value.isTrue ? fallback : value
    }

    private static func mapped(_ item: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        if let attribute = arguments["attribute"]?.text {
            return item.member(attribute) ?? arguments["default"] ?? .undefined(attribute)
        }
        guard let name = arguments[0]?.text else { throw JinjaError(message: "map needs a filter or an attribute") }
        return try filter(name, item, JinjaArguments(positional: Array(arguments.positional.dropFirst())))
    }

    private static func matches(_ item: JinjaValue, _ arguments: JinjaArguments) throws -> Bool {
        guard let attribute = arguments[0]?.text else { throw JinjaError(message: "selectattr needs an attribute") }
        let value = item.member(attribute) ?? .undefined(attribute)
        guard let name = arguments[1]?.text else { return value.isTrue }
        return try test(name == "==" ? "eq" : name, value, Array(arguments.positional.dropFirst(2)))
    }

    private static func indented(_ text: String, _ arguments: JinjaArguments) -> String {
        let width = arguments[0]?.int ?? arguments["width"]?.int ?? 4
        let alsoFirst = (arguments[1] ?? arguments["first"])?.isTrue ?? false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { index, line in
            (index == 0 && !alsoFirst) || line.isEmpty ? String(line) : String(repeating: " ", count: width) + line
        }.joined(separator: "\n")
    }

    /// JSON as Python's `json.dumps` spaces it, with characters beyond ASCII as they are.
    private static func json(_ value: JinjaValue, indent: Int?, level: Int) -> String {
        func wrapped(_ parts: [String], _ open: String, _ close: String) -> String {
            guard !parts.isEmpty else { return open + close }
            guard let indent else { return open + parts.joined(separator: ", ") + close }
            let inner = "\n" + String(repeating: " ", count: indent * (level + 1))
            let outer = "\n" + String(repeating: " ", count: indent * level)
            return open + inner + parts.joined(separator: "," + inner) + outer + close
        }
        switch value {
        case .undefined, .none, .macro: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .integer, .number: return value.text
        case .string(let text): return quoted(text)
        case .list(let values): return wrapped(values.map { json($0, indent: indent, level: level + 1) }, "[", "]")
        case .dictionary(let members):
            let parts = members.map { quoted($0.key) + ": " + json($0.value, indent: indent, level: level + 1) }
            return wrapped(parts, "{", "}")
        case .namespace(let namespace):
            let members = namespace.members.sorted { $0.key < $1.key }
            return json(.dictionary(members.map { (key: $0.key, value: $0.value) }), indent: indent, level: level)
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                result +=
                    "\\u" + String(repeating: "0", count: scalar.value < 0x10 ? 3 : 2)
                    + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    // MARK: Methods

    static func method(_ name: String, of value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch value {
        case .string(let text): return try method(name, ofText: text, arguments)
        case .dictionary(let members):
            switch name {
            case "items": return .list(members.map { .list([.string($0.key), $0.value]) })
            case "keys": return .list(members.map { .string($0.key) })
            case "values": return .list(members.map(\.value))
            case "get": return value.member(arguments[0]?.text ?? "") ?? arguments[1] ?? .none
            default: break
            }
        case .undefined(let what): throw JinjaError(message: "\(what) is undefined")
        default: break
        }
        throw JinjaError(message: "the method \(name) is not supported")
    }

    private static func method(
        _ name: String, ofText text: String, _ arguments: JinjaArguments
    ) throws -> JinjaValue {
        let first = arguments[0]?.text ?? ""
        switch name {
        case "strip": return .string(strip(text, arguments[0]))
        case "lstrip": return .string(strip(text, arguments[0], atEnd: false))
        case "rstrip": return .string(strip(text, arguments[0], atStart: false))
        case "upper", "lower", "title", "capitalize": return try filter(name, .string(text), JinjaArguments())
        case "startswith": return .bool(candidates(arguments).contains { text.hasPrefix($0) })
        case "endswith": return .bool(candidates(arguments).contains { text.hasSuffix($0) })
        case "split": return .list(split(text, arguments).map(JinjaValue.string))
        case "replace":
            return .string(text.replacingOccurrences(of: first, with: arguments[1]?.text ?? ""))
        case "join": return try filter("join", arguments[0] ?? .list([]), JinjaArguments(positional: [.string(text)]))
        case "find":
            let place = text.range(of: first).map {
                text.unicodeScalars.distance(from: text.startIndex, to: $0.lowerBound)
            }
            return .integer(place ?? -1)
        default: throw JinjaError(message: "the method \(name) of texts is not supported")
        }
    }

    private static func candidates(_ arguments: JinjaArguments) -> [String] {
        if case .list(let values)? = arguments[0] { return values.map(\.text) }
        return [arguments[0]?.text ?? ""]
    }

    private static func split(_ text: String, _ arguments: JinjaArguments) -> [String] {
        guard let separator = arguments[0]?.text, !separator.isEmpty else {
            return text.split(whereSeparator: \.isWhitespace).map(String.init)
        }
        let limit = arguments[1]?.int ?? -1
        let parts = text.components(separatedBy: separator)
        guard limit >= 0, parts.count > limit + 1 else { return parts }
        return Array(parts[..<limit]) + [parts[limit...].joined(separator: separator)]
    }

    private static func strip(
        _ text: String, _ characters: JinjaValue?, atStart: Bool = true, atEnd: Bool = true
    ) -> String {
        let set: Set<Unicode.Scalar>? = characters.map { Set($0.text.unicodeScalars) }
        func goes(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? scalar.properties.isWhitespace }
        var scalars = Substring(text).unicodeScalars
        while atStart, let first = scalars.first, goes(first) { scalars.removeFirst() }
        while atEnd, let last = scalars.last, goes(last) { scalars.removeLast() }
        return String(scalars)
    }
}
