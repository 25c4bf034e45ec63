/// Bounds that hold before a text is given to the YAML parser, which would otherwise recurse or expand without end.
enum YAMLGuard {
    /// 1 MiB: a config is a page of text.
    static let maximumBytes = 1 << 20
    /// Levels of nesting; the schema needs five.
    static let maximumDepth = 100
    /// Columns of indentation; a level of block nesting takes at least one.
    static let maximumIndentation = 400
    /// Aliases to anchors; more could multiply beyond any memory.
    static let maximumAliases = 20

    static func check(_ text: String) throws(ConfigFindings) {
        guard text.utf8.count <= maximumBytes else {
            throw ConfigFindings("is larger than 1 MiB; a config is a page of text", at: .start)
        }
        try checkCharacters(text)
        var depth = 0
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let position = ConfigPosition(line: number + 1, column: 1)
            guard line.prefix(while: { "-?: \t".contains($0) }).count <= maximumIndentation else {
                throw ConfigFindings("is indented by more than \(maximumIndentation) columns", at: position)
            }
            for byte in line.utf8 {
                if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { depth += 1 }
                if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth = max(0, depth - 1) }
            }
            guard depth <= maximumDepth else {
                throw ConfigFindings("has more than \(maximumDepth) open brackets", at: position)
            }
        }
        try checkAliases(text)
    }

    private static func checkCharacters(_ text: String) throws(ConfigFindings) {
        var position = ConfigPosition.start
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20, !"\t\n\r".unicodeScalars.contains(scalar) {
                let code = String(scalar.value, radix: 16, uppercase: true)
                throw ConfigFindings(
                    "holds a control character (U+00\(code.count < 2 ? "0" : "")\(code))", at: position)
            }
            position.column += 1
            if scalar == "\n" { position = ConfigPosition(line: position.line + 1, column: 1) }
        }
    }

    private static func checkAliases(_ text: String) throws(ConfigFindings) {
        var anchors: Set<Substring> = []
        var aliases = 0
        for word in text.split(whereSeparator: { " \t\r\n,[]{}".contains($0) || $0.isNewline }) {
            if word.first == "&" { anchors.insert(word.dropFirst()) }
            if word.first == "*", anchors.contains(word.dropFirst()) { aliases += 1 }
        }
        guard aliases <= maximumAliases else { throw ConfigFindings(YAMLReader.anchorMessage, at: .start) }
    }
}

/// Findings that end the reading of a text.
struct ConfigFindings: Error {
    var diagnostics: [ConfigDiagnostic]

    init(_ diagnostics: [ConfigDiagnostic]) { self.diagnostics = diagnostics }

    init(_ message: String, at position: ConfigPosition, length: Int = 1) {
        diagnostics = [ConfigDiagnostic(at: position, message, length: length)]
    }
}
