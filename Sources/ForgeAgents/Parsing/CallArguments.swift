import ForgeCore

/// Reads what stands between a call's brackets: `Marie Curie`, `"rain", k=3`, `query: 'rain'`, `{"query": "rain"}`.
enum CallArguments {
    static func parse(_ text: some StringProtocol, spec: ToolSpec?) -> ActionInput {
        var content = LooseText.trimmed(text)
        if content.isEmpty { return .object([:]) }
        if content.first == "{", let found = LooseJSON.value(at: content.startIndex, in: content[...]),
            found.end == content.endIndex, let members = found.value.object
        {
            return .object(members)
        }
        // search[[rain]]
        if content.hasPrefix("["), content.hasSuffix("]") {
            content = LooseText.trimmed(content.dropFirst().dropLast())
        }
        let parts = split(content)
        let named = parts.map { keyword(in: $0, spec: spec) }
        if named.contains(where: { $0 != nil }) { return keywords(parts, named, spec: spec) }
        // One argument without quotes is taken as it is: commas are part of it.
        guard (spec?.parameters.count ?? 1) > 1 || (parts.count > 1 && parts.allSatisfy(isQuoted)) else {
            return .text(LooseText.unquoted(content))
        }
        if let spec, spec.parameters.count > 1 { return positional(parts, spec: spec) }
        return .values(parts.map { literal($0) }, named: [:])
    }

    /// Values by position. Text without quotes may hold commas itself: only what follows the last ones can be
    /// further arguments, and only if it has their kind.
    private static func positional(_ parts: [String], spec: ToolSpec) -> ActionInput {
        var parts = parts
        var values: [JSONValue] = []
        for parameter in spec.parameters.dropFirst().reversed() where parts.count > 1 && !isQuoted(parts[0]) {
            guard parameter.kind != .string, let last = parts.last, Double(last) != nil || Bool(last) != nil else {
                continue
            }
            values.insert(literal(parts.removeLast()), at: 0)
        }
        let areTexts = spec.parameters.allSatisfy { $0.kind == .string } && parts.count == spec.parameters.count
        if values.isEmpty, areTexts || isQuoted(parts[0]) {
            return .values(parts.map { literal($0) }, named: [:])
        }
        return .values([.string(LooseText.unquoted(parts.joined(separator: ", ")))] + values, named: [:])
    }

    private static func keywords(_ parts: [String], _ named: [(String, String)?], spec: ToolSpec?) -> ActionInput {
        var values: [JSONValue] = []
        var members: [String: JSONValue] = [:]
        var last: String?
        for (part, pair) in zip(parts, named) {
            if let (key, value) = pair {
                members[key] = literal(value)
                last = key
            } else if let last, !isQuoted(part), let text = members[last]?.string {
                // The comma was part of the text: query=Paris, Texas.
                members[last] = .string(text + ", " + part)
            } else {
                values.append(literal(part))
            }
        }
        return .values(values, named: members)
    }

    /// `query="rain"` or `query: rain`, when the tool has such an argument.
    private static func keyword(in part: String, spec: ToolSpec?) -> (String, String)? {
        guard let sign = part.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        let key = LooseText.unquoted(part[..<sign])
        guard key.count <= 40, !key.isEmpty,
            spec?.parameters.contains(where: { ToolNames.folded($0.name) == ToolNames.folded(key) }) == true
        else { return nil }
        return (key, LooseText.trimmed(part[part.index(after: sign)...]))
    }

    private static func isQuoted(_ part: String) -> Bool {
        part.count >= 2 && part.first.flatMap { LooseText.quotes[$0] } == part.last
    }

    private static func literal(_ part: String) -> JSONValue {
        if isQuoted(part) {
            let inner = part.dropFirst().dropLast()
            return .string(LooseText.trimmed(inner.replacing("\\'", with: "'").replacing("\\\"", with: "\"")))
        }
        if let value = Int(part) { return .integer(value) }
        if let value = Double(part), value.isFinite { return .number(value) }
        if let value = Bool(part.lowercased()) { return .bool(value) }
        return .string(part)
    }

    /// At commas outside of quotes and brackets.
    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var closer: Character?
        var depth = 0
        var previous: Character = " "
        for character in text {
            if let quote = closer {
                if character == quote, previous != "\\" { closer = nil }
            } else if let quote = LooseText.quotes[character], !previous.isLetter, !previous.isNumber {
                closer = quote
            } else if "([{".contains(character) {
                depth += 1
            } else if ")]}".contains(character) {
                depth -= 1
            } else if character == ",", depth <= 0 {
                parts.append(LooseText.trimmed(part))
                part = ""
                previous = character
                continue
            }
            part.append(character)
            previous = character
        }
        return parts + [LooseText.trimmed(part)]
    }
}
