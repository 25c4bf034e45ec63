/// How many terminal cells a text takes.
///
/// East Asian wide and full-width characters and emoji take two, combining marks and joiners none, all else one
/// (Unicode UAX 11, the wide blocks; ambiguous characters count as one).
package enum TextWidth {
    package static func of(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + width(of: $1) }
    }

    /// A grapheme is as wide as its widest scalar; a flag or an emoji with modifiers is one picture.
    static func width(of character: Character) -> Int {
        if character.isASCII { return 1 }
        let hasEmojiSelector = character.unicodeScalars.contains { $0 == "\u{FE0F}" }
        return hasEmojiSelector ? 2 : character.unicodeScalars.map(width).max() ?? 0
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    /// The text cut to `width` cells, `mark` at its end when something was cut.
    package static func clipped(_ text: String, to width: Int, mark: String = "…") -> String {
        guard of(text) > width else { return text }
        let room = width - of(mark)
        guard room >= 0 else { return String(mark.prefix(max(0, width))) }
        var used = 0
        let head = text.prefix { character in
            used += self.width(of: character)
            return used <= room
        }
        return head + mark
    }

    /// Filled with blanks to `width` cells; longer text stays as it is.
    package static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
        let blank = String(repeating: " ", count: max(0, width - of(text)))
        return right ? blank + text : text + blank
    }

    /// Lines of at most `width` cells, broken at blanks; a word that is longer than a line keeps its length.
    package static func wrapped(_ text: String, to width: Int) -> [String] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).flatMap {
            wrapLine($0, to: max(1, width))
        }
    }

    private static func wrapLine(_ line: Substring, to width: Int) -> [String] {
        var lines = [""]
        var used = 0
        for word in line.split(separator: " ") {
            let size = of(word)
            if used > 0, used + 1 + size > width {
                lines.append("")
                used = 0
            }
            lines[lines.count - 1] += (used > 0 ? " " : "") + word
            used += size + (used > 0 ? 1 : 0)
        }
        return lines
    }
}
