/// Names of configs that become names of files.
enum FileName {
    /// Up to 60 ASCII letters, digits, `-`, `_` and `.`, which does not come first.
    static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 60 && !text.hasPrefix(".")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
}
