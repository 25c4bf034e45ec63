import ForgeCore

/// Counts words and marks, for knowledge bases without an embedder: runs of letters and digits, every other visible
/// character by itself, words longer than 16 bytes in pieces.
package struct WordMeter: TokenMeter {
    private static let longest = 16

    package init() {}

    package func tokenRanges(of text: String) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var position = 0
        var word: Int?
        func close(at end: Int) {
            if let start = word { ranges.append(start..<end) }
            word = nil
        }
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            if scalar.isWordPart {
                if let start = word, position + width - start > Self.longest { close(at: position) }
                if word == nil { word = position }
            } else {
                close(at: position)
                if !scalar.properties.isWhitespace { ranges.append(position..<position + width) }
            }
            position += width
        }
        close(at: position)
        return ranges
    }
}

extension Unicode.Scalar {
    /// Letters, digits and the marks that combine with them.
    var isWordPart: Bool {
        if isASCII {
            return ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
        }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }
}
