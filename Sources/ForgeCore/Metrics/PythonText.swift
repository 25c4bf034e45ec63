/// Python's string semantics, which the reference implementations of the answer metrics are written in.
///
/// All of it works on Unicode scalars: Swift's `Character` comparison would call "é" and "e\u{301}" equal, Python
/// does not.
enum PythonText {
    /// `str.lower()`: full lower-case mapping, with the final form of a capital sigma at a word's end.
    static func lowercased(_ text: String) -> [Unicode.Scalar] {
        let scalars = Array(text.unicodeScalars)
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        for (index, scalar) in scalars.enumerated() {
            if scalar.isASCII {
                result.append(Unicode.Scalar(lower(UInt8(scalar.value))))
            } else if scalar == "\u{3A3}" {
                result.append(isFinalSigma(scalars, at: index) ? "\u{3C2}" : "\u{3C3}")
            } else {
                result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return result
    }

    /// `str.lower()` as UTF-8, which compares as the scalars do; ASCII, nearly all there is, goes byte by byte.
    static func lowercasedUTF8(_ text: Substring) -> [UInt8] {
        var text = text
        let ascii = text.withUTF8 { utf8 in utf8.allSatisfy { $0 < 0x80 } ? utf8.map(lower) : nil }
        if let ascii { return ascii }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: lowercased(String(text)))
        return Array(String(scalars).utf8)
    }

    /// Unicode's Final_Sigma condition: a cased letter before, none after, case-ignorable ones skipped.
    private static func isFinalSigma(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        func isCased(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isCased ?? false }
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return isCased(before) && !isCased(after)
    }

    static func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 32 : byte }

    /// A member of `string.punctuation`: the 32 ASCII marks and nothing else.
    static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 33...47, 58...64, 91...96, 123...126: true
        default: false
        }
    }

    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && isPunctuation(UInt8(scalar.value))
    }

    /// White space as `str.split()` and `str.strip()` see it.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 9...13, 28...32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// `\w` of Python's `re`: `str.isalnum()` or an underscore. Combining marks are not word characters there.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isWord(UInt8(scalar.value)) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return scalar.properties.numericType != nil
        }
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 95, 97...122: true
        default: false
        }
    }

    /// `str.strip()`.
    static func stripped(_ text: String) -> Substring {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return Substring(scalars[first...last])
    }
}
