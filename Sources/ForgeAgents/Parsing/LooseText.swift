/// Small helpers for text that models write.
enum LooseText {
    /// Opening quotes with what closes them.
    static let quotes: [Character: Character] = [
        "\"": "\"", "'": "'", "`": "`", "“": "”", "‘": "’", "„": "“", "«": "»", "”": "”",
    ]

    static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        guard let last = text[start...].lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[start...last])
    }

    /// Without the quotes around all of it.
    static func unquoted(_ text: some StringProtocol) -> String {
        var result = trimmed(text)
        while result.count >= 2, let first = result.first, let closer = quotes[first], result.last == closer,
            !result.dropFirst().dropLast().contains(closer)
        {
            result = trimmed(result.dropFirst().dropLast())
        }
        return result
    }

    /// Without quotes, emphasis and brackets around an answer.
    static func answer(_ text: some StringProtocol) -> String {
        var result = unquoted(text)
        while result.hasPrefix("**"), result.hasSuffix("**"), result.count > 4 {
            result = unquoted(result.dropFirst(2).dropLast(2))
        }
        if result.hasSuffix("**"), !result.dropLast(2).contains("**") { result = trimmed(result.dropLast(2)) }
        return unquoted(result)
    }

    /// From an index to the end of its line.
    static func line(from start: String.Index, in text: String) -> Substring {
        text[start...].prefix { !$0.isNewline }
    }

    /// The place after the bracket that closes the one at `open`.
    ///
    /// On the bracket's own line, unless nothing else stands there. A text in quotes ends with its quote. Nil when
    /// nothing closes it.
    static func closing(of open: String.Index, in text: String) -> (content: Substring, end: String.Index)? {
        let opener = text[open]
        let closer: Character = opener == "[" ? "]" : opener == "(" ? ")" : "}"
        let start = text.index(after: open)
        let line = text[start...].prefix { !$0.isNewline }
        let region = line.allSatisfy(\.isWhitespace) ? text[start...].prefix(4_000) : line
        if let end = endOfQuoted(in: region, closer: closer) {
            return (region[..<end], region.index(after: end))
        }
        var depth = 1
        for index in region.indices {
            if region[index] == opener { depth += 1 }
            if region[index] == closer { depth -= 1 }
            if depth == 0 { return (region[..<index], region.index(after: index)) }
        }
        return nil
    }

    /// Where the bracket closes right after the quote that ends a single quoted text.
    private static func endOfQuoted(in region: Substring, closer: Character) -> String.Index? {
        let body = region.drop(while: \.isWhitespace)
        guard let first = body.first, let quote = quotes[first] else { return nil }
        for index in body.indices.dropFirst() where body[index] == quote {
            let after = body[body.index(after: index)...].drop { $0 == " " }
            if after.first == closer { return after.startIndex }
        }
        return nil
    }
}
