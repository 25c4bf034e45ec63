/// Bounds that hold before a text is given to the YAML parser, which would otherwise recurse or expand without end.
enum YAMLGuard {
    /// 1 MiB: a config is a page of text.
    static let maximumBytes = 1 << 20
    /// Levels of nesting; the schema needs five.
    static let maximumDepth = 100
    /// Columns of indentation; a level of block nesting takes at least one.
    static let maximumIndentation = 400
    /// Aliases to anchors; every level can multiply the work. The reader refuses even one, with its place.
    static let maximumAliases = 4

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

    /// Counts in quotes and comments too: to tell them apart would take a second parser, which could err.
    private static func checkAliases(_ text: String) throws(ConfigFindings) {
        let anchors = Set(names(after: UInt8(ascii: "&"), in: text))
        let aliases = names(after: UInt8(ascii: "*"), in: text).count(where: anchors.contains)
        guard aliases <= maximumAliases else { throw ConfigFindings(YAMLReader.anchorMessage, at: .start) }
    }

    private static func names(after sign: UInt8, in text: String) -> [String] {
        text.utf8.split(separator: sign, omittingEmptySubsequences: false).dropFirst()
            .map { String(decoding: $0.prefix(while: isOfName), as: UTF8.self) }.filter { !$0.isEmpty }
    }

    /// The characters that libyaml takes into the name of an anchor.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
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
