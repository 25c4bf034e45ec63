enum LetterCases {
    /// Both cases of a letter; nil for what has one, or has no single letter for the other (ß).
    static func of(_ scalar: Unicode.Scalar) -> String? {
        let (lower, upper) = (scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping)
        let isPair = lower.unicodeScalars.count == 1 && upper.unicodeScalars.count == 1 && lower != upper
        return isPair ? lower + upper : nil
    }
}

enum LikePattern {
    /// For `LIKE` with the backslash as escape.
    static func containing(_ text: some Sequence<Character>) -> String {
        "%" + text.map { "%_\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
    }
}
