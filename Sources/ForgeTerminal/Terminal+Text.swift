/// Colours that carry a meaning here.
package enum TextColor: Int, Sendable {
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
}

extension Terminal {
    package func colored(_ text: String, _ color: TextColor?) -> String {
        guard hasColor, let color, !text.isEmpty else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }

    /// Text of a model or a user on one line, harmless: no control characters that could steer the terminal (escape
    /// codes, bidirectional overrides), line ends shown as `⏎`.
    package func line(_ text: String) -> String {
        let marked = text.replacing("\r\n", with: "\n").map { character -> String in
            if character.isNewline { return hasUnicode ? "⏎" : " " }
            return character == "\t" ? " " : String(character)
        }
        return self.text(marked.joined())
    }

    /// Harmless text with its lines kept, in ASCII where the locale asks for it.
    package func text(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar == "\n" || !Self.isUnsafe(scalar) { safe.append(scalar) }
        return hasUnicode ? String(safe) : Self.ascii(String(safe))
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        // Joiners and variation selectors make emoji; the other format characters reorder or hide text.
        case .format: scalar != "\u{200D}" && scalar != "\u{200C}"
        default: false
        }
    }

    private static func ascii(_ text: String) -> String {
        text.map { character in
            if character.isASCII { return String(character) }
            return asciiForms[character] ?? "?"
        }.joined()
    }

    private static let asciiForms: [Character: String] = [
        "\u{2212}": "-", "–": "-", "—": "-", "…": "~", "→": "->", "×": "x", "±": "+/-", "Δ": "d", "µ": "u", "·": "|",
        "⏎": " ", "≥": ">=", "≤": "<=", "’": "'", "‘": "'", "“": "\"", "”": "\"", "✓": "+", "✗": "x",
        "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "█": "#", "░": ".",
    ]

    /// The mark of cut text.
    var ellipsis: String { hasUnicode ? "…" : "~" }

    /// Lines of text within the terminal's width, or 100 cells where there is none.
    package func paragraph(_ text: String, indentation: Int = 0) -> String {
        let blank = String(repeating: " ", count: indentation)
        return TextWidth.wrapped(self.text(text), to: (width ?? 100) - indentation)
            .map { blank + $0 }.joined(separator: "\n")
    }
}
