/// Brings the text of an answer into the form that is stored: without markup, quotes and closing marks.
enum AnswerCleaner {
    /// Nil when nothing but marks is left.
    static func clean(_ text: some StringProtocol) -> String? {
        var text = withoutLaTeX(String(text))
        // Marks are nested a few deep at most ("**\"Paris\".**"); the bound keeps degenerate outputs cheap.
        for _ in 0..<10 {
            let trimmed = trimOnce(text)
            if trimmed == text { break }
            text = trimmed
        }
        return text.isEmpty ? nil : text
    }

    private static func trimOnce(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isLeading(first) { scalars.removeFirst() }
        while let last = scalars.last, isTrailing(last), !(last == "." && endsInAbbreviation(scalars)) {
            scalars.removeLast()
        }
        return withoutEnding(withoutBalancedQuotes(scalars))
    }

    private static func isLeading(_ scalar: Unicode.Scalar) -> Bool {
        PythonText.isSpace(scalar) || "*`#>:;,!?=".unicodeScalars.contains(scalar)
    }

    private static func isTrailing(_ scalar: Unicode.Scalar) -> Bool {
        PythonText.isSpace(scalar) || "*`.,;:!?".unicodeScalars.contains(scalar)
    }

    /// "U.S." and "Jr." keep their full stop, "Paris." does not.
    private static func endsInAbbreviation(_ scalars: Substring.UnicodeScalarView) -> Bool {
        let word = String(Substring(scalars.suffix(20))).split(separator: " ").last.map(String.init) ?? ""
        if ["Jr.", "Sr.", "Inc.", "Ltd.", "Co."].contains(word) { return true }
        let letters = word.split(separator: ".", omittingEmptySubsequences: true)
        return letters.count > 1 && letters.allSatisfy { $0.count == 1 && ($0.first?.isLetter ?? false) }
    }

    private static let quotes: [(Unicode.Scalar, Unicode.Scalar)] = [
        ("\"", "\""), ("'", "'"), ("“", "”"), ("‘", "’"), ("«", "»"), ("_", "_"), ("$", "$"), ("(", ")"), ("[", "]"),
        ("{", "}"),
    ]

    /// Takes off a pair that encloses the whole text, and a lone double quote at an end (the other was cut off).
    private static func withoutBalancedQuotes(_ scalars: Substring.UnicodeScalarView) -> String {
        guard scalars.count > 1, let first = scalars.first, let last = scalars.last else {
            return String(Substring(scalars))
        }
        let inner = scalars.dropFirst().dropLast()
        for (open, close) in quotes where first == open && last == close {
            if !inner.contains(open) && !inner.contains(close) { return String(Substring(inner)) }
        }
        let doubles = scalars.filter { "\"“”".unicodeScalars.contains($0) }.count
        if doubles == 1, "\"“".unicodeScalars.contains(first) { return String(Substring(scalars.dropFirst())) }
        if doubles == 1, "\"”".unicodeScalars.contains(last) { return String(Substring(scalars.dropLast())) }
        return String(Substring(scalars))
    }

    /// "Paris is the answer" announces Paris.
    private static func withoutEnding(_ text: String) -> String {
        for adjective in ["", "correct ", "final ", "right "] {
            let ending = " is the \(adjective)answer"
            if text.lowercased().hasSuffix(ending) { return String(text.dropLast(ending.count)) }
        }
        return text
    }

    /// Unwraps the LaTeX that answers come in: `\(…\)`, `\text{…}`, `\frac{a}{b}`, `\$`, `\%`, `{,}`.
    private static func withoutLaTeX(_ text: String) -> String {
        guard text.contains("\\") || text.contains("{,}") else { return text }
        var text = text
        for (mark, plain) in [
            ("\\(", ""), ("\\)", ""), ("\\[", ""), ("\\]", ""), ("\\$", "$"), ("\\%", "%"), ("\\,", ""), ("\\!", ""),
            ("\\;", " "), ("\\ ", " "), ("{,}", ","), ("\\dfrac", "\\frac"), ("\\tfrac", "\\frac"), ("\\left", ""),
            ("\\right", ""),
        ] {
            text = text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: plain)
        }
        text.replace(#/\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/#) { "\($0.output.1)/\($0.output.2)" }
        text.replace(#/\\(?:text|textbf|mathrm|mathbf|boxed|mbox)\s*\{([^{}]*)\}/#) { String($0.output.1) }
        return text
    }
}
