/// One thing that is wrong in a config, with its place and what would be right.
package struct ConfigDiagnostic: Sendable, Codable, Hashable {
    package var position: ConfigPosition
    /// Key path from the root (`dataset.n`); empty for the whole file.
    package var path: String
    package var message: String
    /// What may stand here, in words or as a list of names; nil when the message says it all.
    package var allowed: String?
    /// The nearest name that would be right.
    package var suggestion: String?
    /// How many scalars to underline from `position`.
    package var length: Int

    package var line: Int { position.line }
    package var column: Int { position.column }

    package init(
        at position: ConfigPosition, path: String = "", _ message: String, allowed: String? = nil,
        suggestion: String? = nil, length: Int = 1
    ) {
        self.position = position
        self.path = path
        self.message = message
        self.allowed = allowed
        self.suggestion = suggestion
        self.length = max(1, length)
    }
}

// MARK: Text

extension ConfigDiagnostic {
    /// The finding as a compiler would print it: place, message, the source line with a caret, what is allowed.
    package func rendered(file: String, source: String) -> String {
        var lines = ["\(file):\(line):\(column): \(message)"]
        lines += excerpt(of: source)
        let margin = String(repeating: " ", count: String(line).count + 2)
        if let suggestion { lines.append("\(margin)  did you mean `\(suggestion)`?") }
        if let allowed { lines.append("\(margin)  allowed: \(allowed)") }
        return lines.joined(separator: "\n")
    }

    private func excerpt(of source: String) -> [String] {
        guard let text = SourceText.line(line, of: source), !text.allSatisfy(\.isWhitespace) else { return [] }
        let scalars = Array(text.unicodeScalars)
        let start = min(column - 1, scalars.count)
        // A window keeps the caret visible on very long lines.
        let first = start > 80 ? start - 60 : 0
        let window = scalars[first..<min(scalars.count, first + 110)]
        let padding = window.prefix(start - first).map { $0 == "\t" ? "\t" : " " }.joined()
        let carets = String(repeating: "^", count: max(1, min(length, window.endIndex - start)))
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: window.map { SourceText.isPrintable($0) ? $0 : "\u{FFFD}" })
        let number = String(line)
        let blank = String(repeating: " ", count: number.count)
        return [
            " \(number) | \(first > 0 ? "…" : "")\(shown)", " \(blank) | \(first > 0 ? " " : "")\(padding)\(carets)",
        ]
    }
}

enum SourceText {
    /// Line `number` (from 1) without its end, or nil beyond the last. Lines end with LF, CR LF or CR, as in YAML.
    static func line(_ number: Int, of source: String) -> String? {
        let lines = source.split(maxSplits: max(0, number), omittingEmptySubsequences: false) { $0.isNewline }
        return number >= 1 && number <= lines.count ? String(lines[number - 1]) : nil
    }

    /// Control characters could steer the reader's terminal.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t"
            || (scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format)
    }
}
