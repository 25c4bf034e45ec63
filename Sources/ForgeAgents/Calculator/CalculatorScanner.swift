/// The characters of an expression, Unicode variants replaced by what they stand for, and where reading stands.
struct CalculatorScanner {
    private let scalars: [Unicode.Scalar]
    private(set) var position = 0

    init(_ text: String) { scalars = text.unicodeScalars.map(Self.plain) }

    var isAtEnd: Bool { position >= scalars.count }
    var current: Unicode.Scalar? { peek(0) }

    func peek(_ offset: Int) -> Unicode.Scalar? {
        let index = position + offset
        return index < scalars.count ? scalars[index] : nil
    }

    mutating func advance(_ count: Int = 1) { position += count }

    mutating func skipSpaces() {
        while let scalar = current, scalar.properties.isWhitespace { advance() }
    }

    /// Takes the text if it is next, after spaces.
    mutating func take(_ text: String) -> Bool {
        skipSpaces()
        var offset = 0
        for scalar in text.unicodeScalars {
            guard peek(offset) == scalar else { return false }
            offset += 1
        }
        advance(offset)
        return true
    }

    func isDigit(at offset: Int) -> Bool { peek(offset).map { ("0"..."9").contains($0) } ?? false }

    func isLetter(at offset: Int) -> Bool { peek(offset).map(Self.isLetter) ?? false }

    /// The word that is next, in lower case, without taking it.
    var word: String {
        var text = ""
        var offset = 0
        while let scalar = peek(offset), Self.isLetter(scalar) {
            text.unicodeScalars.append(scalar)
            offset += 1
        }
        return text.lowercased()
    }

    /// What an error points to: the next few characters.
    var rest: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[min(position, scalars.count)...].prefix(12))
        return String(view)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) : "πτφ".unicodeScalars.contains(scalar)
    }

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case _ where scalar.isASCII:
            switch scalar {
            case "[", "{": "("
            case "]", "}": ")"
            default: scalar
            }
        case "×", "✕", "✖", "⨯", "⋅", "·", "∙", "∗", "•": "*"
        case "÷", "∕", "⁄", "➗": "/"
        case "−", "–", "—", "‐", "‑", "‒", "﹣": "-"
        case "➕", "﹢": "+"
        case "٪", "﹪": "%"
        case "ˆ", "⌃": "^"
        case "’", "‘", "ʼ": "'"
        // Full-width forms.
        case "\u{FF01}"..."\u{FF5E}": plain(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
        default: scalar
        }
    }
}
