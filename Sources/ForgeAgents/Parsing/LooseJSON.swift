import ForgeCore

/// Finds JSON in what models write, and mends what they often get wrong.
enum LooseJSON {
    /// The first object or array at or after an index that can be read, with the place after it.
    static func first(in text: Substring) -> (value: JSONValue, end: String.Index)? {
        var rest = text
        // Text with many brackets that open nothing must not take quadratic time.
        for _ in 0..<8 {
            guard let start = rest.firstIndex(where: { $0 == "{" || $0 == "[" }) else { return nil }
            if let found = value(at: start, in: text) { return found }
            rest = rest[rest.index(after: start)...]
        }
        return nil
    }

    /// The object or array that begins at an index.
    static func value(at start: String.Index, in text: Substring) -> (value: JSONValue, end: String.Index)? {
        guard start < text.endIndex, text[start] == "{" || text[start] == "[" else { return nil }
        let (end, closers) = extent(from: start, in: text)
        let written = String(text[start..<end])
        let candidates = closers.isEmpty ? [written] : [written + closers, written + "\"" + closers]
        for candidate in candidates {
            if let value = try? JSONValue(parsing: candidate) { return (value, end) }
            if let value = try? JSONValue(parsing: mended(candidate)) { return (value, end) }
        }
        return nil
    }

    /// Where the value ends, and what closes it if the text ends before.
    private static func extent(from start: String.Index, in text: Substring) -> (String.Index, closers: String) {
        var open: [Character] = []
        var isString = false
        var isEscaped = false
        for index in text[start...].indices {
            let character = text[index]
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isString = false
                }
                continue
            }
            switch character {
            case "\"": isString = true
            case "{": open.append("}")
            case "[": open.append("]")
            case "}", "]":
                if open.last == character { open.removeLast() }
                if open.isEmpty { return (text.index(after: index), "") }
            default: break
            }
        }
        return (text.endIndex, String(open.reversed()))
    }

    /// Python's and JavaScript's habits turned into JSON: single and typographic quotes, `True`, trailing commas,
    /// line breaks inside strings.
    static func mended(_ text: String) -> String {
        var result = ""
        var closer: Character?
        var isEscaped = false
        var word = ""
        func flush() {
            result += ["True": "true", "False": "false", "None": "null"][word] ?? word
            word = ""
        }
        for character in text {
            if let quote = closer {
                if isEscaped {
                    // JSON knows no \'.
                    result += character == "'" ? "'" : "\\\(character)"
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == quote {
                    result += "\""
                    closer = nil
                } else {
                    result +=
                        character == "\""
                        ? "\\\"" : character.isNewline ? "\\n" : character == "\t" ? "\\t" : String(character)
                }
            } else if character.isLetter {
                word.append(character)
            } else {
                flush()
                if let quote = LooseText.quotes[character], character != "`" {
                    closer = quote
                    result += "\""
                } else {
                    if character == "}" || character == "]" { result = withoutTrailingComma(result) }
                    result.append(character)
                }
            }
        }
        flush()
        return result
    }

    private static func withoutTrailingComma(_ text: String) -> String {
        guard let last = text.lastIndex(where: { !$0.isWhitespace }), text[last] == "," else { return text }
        return String(text[..<last])
    }
}
