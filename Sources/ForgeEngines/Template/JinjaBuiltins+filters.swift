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
        case "first": try end(of: value, 0)
        case "last": try end(of: value, -1)
        case "list": .list(try items(of: value))
        case "reverse": .list(try items(of: value).reversed())
        case "items": try method("items", of: value, arguments)
        case "join": .string(try joined(items(of: value), separator: arguments[0]?.text ?? ""))
        case "default", "d": fallback(for: value, arguments)
        case "replace": try method("replace", of: value, arguments)
        case "int": .integer(try integer(value))
        case "float": .number(value.double ?? Double(value.text) ?? 0)
        case "tojson": .string(try JinjaJSONWriter.json(value, indent: (arguments["indent"] ?? arguments[0])?.int))
        case "indent": .string(try indented(value.text, arguments))
        case "map": .list(try items(of: value).map { try mapped($0, arguments) })
        case "selectattr", "rejectattr":
            .list(try items(of: value).filter { try matches($0, arguments) == (name == "selectattr") })
        default: throw JinjaError(message: "the filter \(name) is not supported")
        }
    }

    private static func length(of value: JinjaValue) throws -> Int {
        if case .string(let text) = value { return text.unicodeScalars.count }
        return try items(of: value).count
    }

    /// The first (0) or last (-1) element.
    private static func end(of value: JinjaValue, _ place: Int) throws -> JinjaValue {
        if case .string = value { return try element(.integer(place), of: value) }
        return try element(.integer(place), of: .list(items(of: value)))
    }

    private static func joined(_ values: [JinjaValue], separator: String) throws -> String {
        let (bytes, overflow) = separator.utf8.count.multipliedReportingOverflow(by: values.count)
        try JinjaLimits.check(bytes: overflow ? nil : bytes)
        return values.map(\.text).joined(separator: separator)
    }

    /// A whole number towards zero, 0 for what is not a number, as Jinja2 does.
    private static func integer(_ value: JinjaValue) throws -> Int {
        if let whole = value.int ?? Int(value.text) { return whole }
        guard let number = value.double ?? Double(value.text), !number.isNaN else { return 0 }
        guard let whole = Int(exactly: number.rounded(.towardZero)) else {
            throw JinjaError(message: "\(number) is too large for a whole number")
        }
        return whole
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

    private static func indented(_ text: String, _ arguments: JinjaArguments) throws -> String {
        let width = min(max(arguments[0]?.int ?? arguments["width"]?.int ?? 4, 0), 64)
        let alsoFirst = (arguments[1] ?? arguments["first"])?.isTrue ?? false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        try JinjaLimits.check(bytes: text.utf8.count + lines.count * width)
        return lines.enumerated().map { index, line in
            (index == 0 && !alsoFirst) || line.isEmpty ? String(line) : String(repeating: " ", count: width) + line
        }.joined(separator: "\n")
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
        case "split": return .list(try split(text, arguments).map(JinjaValue.string))
        case "replace": return .string(try replaced(text, first, arguments[1]?.text ?? ""))
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

    private static func replaced(_ text: String, _ old: String, _ new: String) throws -> String {
        let places = occurrences(of: old, in: text, upTo: JinjaLimits.bytes / max(1, new.utf8.count))
        let (bytes, overflow) = places.multipliedReportingOverflow(by: new.utf8.count)
        try JinjaLimits.check(bytes: overflow ? nil : bytes)
        return text.replacingOccurrences(of: old, with: new)
    }

    /// At least as many as there are when they are fewer than `bound`; counted only when there could be more.
    private static func occurrences(of part: String, in text: String, upTo bound: Int) -> Int {
        guard !part.isEmpty else { return 0 }
        let most = text.utf8.count / part.utf8.count
        guard most > bound else { return most }
        var (count, rest) = (0, text.startIndex..<text.endIndex)
        while count <= bound, let place = text.range(of: part, range: rest) {
            count += 1
            rest = place.upperBound..<text.endIndex
        }
        return count
    }

    private static func split(_ text: String, _ arguments: JinjaArguments) throws -> [String] {
        guard let separator = arguments[0]?.text, !separator.isEmpty else {
            let words = text.split(maxSplits: JinjaLimits.items, whereSeparator: \.isWhitespace)
            try JinjaLimits.check(items: words.count)
            return words.map(String.init)
        }
        try JinjaLimits.check(items: occurrences(of: separator, in: text, upTo: JinjaLimits.items))
        let limit = arguments[1]?.int ?? -1
        let parts = text.components(separatedBy: separator)
        guard limit >= 0, parts.count - 1 > limit else { return parts }
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
