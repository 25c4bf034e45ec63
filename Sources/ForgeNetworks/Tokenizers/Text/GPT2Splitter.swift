/// Cuts text as GPT-2's expression does:
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
struct GPT2Splitter {
    private enum Kind { case letter, number, space, other }

    let text: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// The next piece; the pieces follow one another without gaps.
    mutating func next() -> Range<Int>? {
        guard position < text.count else { return nil }
        let start = position
        position = end(from: start)
        return start..<position
    }

    private func end(from start: Int) -> Int {
        let first = text[start]
        if first == UInt8(ascii: "'"), let end = endOfContraction(from: start) { return end }
        if first == 0x20, start + 1 < text.count {
            let (kind, length) = kind(at: start + 1)
            if kind != .space { return endOfRun(kind, from: start + 1 + length) }
        }
        let (kind, length) = kind(at: start)
        guard kind == .space else { return endOfRun(kind, from: start + length) }
        return endOfSpace(from: start, firstLength: length)
    }

    /// White space up to the last scalar of it, which belongs to what follows.
    private func endOfSpace(from start: Int, firstLength: Int) -> Int {
        let end = endOfRun(.space, from: start + firstLength)
        guard end < text.count else { return end }
        let last = text.startOfScalar(before: end)
        return last > start ? last : end
    }

    private func endOfRun(_ kind: Kind, from start: Int) -> Int {
        var position = start
        while position < text.count {
            let (next, length) = self.kind(at: position)
            guard next == kind else { break }
            position += length
        }
        return position
    }

    private func endOfContraction(from start: Int) -> Int? {
        guard start + 1 < text.count else { return nil }
        let second = start + 2 < text.count ? text[start + 2] : 0
        switch (text[start + 1], second) {
        case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
            return start + 2
        case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
            (UInt8(ascii: "l"), UInt8(ascii: "l")):
            return start + 3
        default: return nil
        }
    }

    @inline(__always)
    private func kind(at position: Int) -> (kind: Kind, length: Int) {
        let byte = text[position]
        guard byte >= 0x80 else { return (Self.asciiKinds[Int(byte)], 1) }
        let (value, length) = text.scalar(at: position)
        return (Self.kind(of: value), length)
    }

    private static let asciiKinds: [Kind] = (UInt32(0)..<0x80).map(kind)

    private static func kind(of value: UInt32) -> Kind {
        guard let scalar = Unicode.Scalar(value) else { return .other }
        if scalar.properties.isWhitespace { return .space }
        // The library's expressions know Unicode 16.
        guard let age = scalar.properties.age, age.major <= 16 else { return .other }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return .other
        }
    }
}
