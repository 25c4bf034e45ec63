/// Pieces of a text that fit into a model, cut at its own tokens and overlapping one another.
package enum TextWindows {
    /// The text itself when it has at most `size` tokens, else pieces of `size` tokens that share `overlap` with the next;
    /// the last one ends with the text. Together they hold every token.
    package static func of(_ text: String, size: Int, overlap: Int, meter: some TokenMeter) -> [String] {
        let tokens = meter.tokenRanges(of: text)
        guard tokens.count > size, size > 0 else { return tokens.isEmpty ? [] : [text] }
        let step = max(1, size - min(overlap, size - 1))
        let bytes = Array(text.utf8)
        var windows: [String] = []
        var start = 0
        while true {
            let end = min(start + size, tokens.count)
            windows.append(slice(bytes, tokens[start].lowerBound..<tokens[end - 1].upperBound))
            if end == tokens.count { return windows }
            start = min(start + step, tokens.count - size)
        }
    }

    /// The first `size` tokens of a text, and how many were cut off.
    package static func prefix(of text: String, size: Int, meter: some TokenMeter) -> (text: String, cut: Int) {
        let tokens = meter.tokenRanges(of: text)
        guard tokens.count > size, size > 0 else { return (text, 0) }
        return (slice(Array(text.utf8), 0..<tokens[size - 1].upperBound), tokens.count - size)
    }

    /// A token of a byte-level model may end within a character: what is left of one there is mended.
    private static func slice(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}
