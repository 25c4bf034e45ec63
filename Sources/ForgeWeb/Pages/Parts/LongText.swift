import ForgeLab

/// A text of a model or a data set, cut when it is very long: the whole is behind "show all".
struct LongText: Sendable {
    private static let shown = 2000

    let start: String
    /// Nil when `start` is the whole.
    let whole: String?
    /// `12,345 characters`.
    let size: String

    init(_ text: String, limit: Int = LongText.shown) {
        // Counting bytes first spares walking through the characters of short texts.
        guard text.utf8.count > limit, text.count > limit else {
            start = text
            whole = nil
            size = ""
            return
        }
        start = String(text.prefix(limit))
        whole = text
        size = "\(NumberText.count(text.count)) characters"
    }
}
