import ForgeLab

/// A text of a model or a data set, cut when it is very long: the whole is behind "show all".
struct LongText: Sendable, Hashable {
    private static let shown = 2000
    private static let lines = 40

    let start: String
    /// Nil when `start` is the whole.
    let whole: String?
    /// `12,345 characters`.
    let size: String

    init(_ text: String, limit: Int = LongText.shown) {
        let cut = Self.cut(text, limit: limit)
        start = cut.map { String(text[..<$0]) } ?? text
        whole = cut == nil ? nil : text
        size = cut == nil ? "" : "\(NumberText.count(text.count)) characters"
    }

    /// Where the text is cut: after `limit` characters or `lines` lines. Nil for a text that is short enough.
    private static func cut(_ text: String, limit: Int) -> String.Index? {
        var (characters, breaks) = (0, 0)
        for index in text.indices {
            if characters == limit || breaks == lines { return index }
            characters += 1
            if text[index].isNewline { breaks += 1 }
        }
        return nil
    }
}
