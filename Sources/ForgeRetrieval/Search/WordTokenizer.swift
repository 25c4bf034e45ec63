import Foundation

/// The words that BM25 counts: runs of letters, digits and `_`, in lower case, without accents, without stemming; a
/// Chinese character is a word by itself.
package enum WordTokenizer {
    package static func words(of text: String) -> [String] {
        var words: [String] = []
        forEachWord(in: text) { words.append(String(decoding: $0, as: UTF8.self)) }
        return words
    }

    /// Calls `body` with the UTF-8 of every word, in order. ASCII, nearly all there is, goes byte by byte.
    static func forEachWord(in text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var text = text
        var word: [UInt8] = []
        func close() {
            if !word.isEmpty { word.withUnsafeBufferPointer(body) }
            word.removeAll(keepingCapacity: true)
        }
        text.withUTF8 { bytes in
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if byte < 0x80 {
                    let folded = table[Int(byte)]
                    if folded != 0 { word.append(folded) } else { close() }
                    index += 1
                } else {
                    let (scalar, width) = scalar(in: bytes, at: index)
                    if scalar.properties.isIdeographic { close() }
                    if !append(scalar, to: &word) || scalar.properties.isIdeographic { close() }
                    index += width
                }
            }
        }
        close()
    }

    /// Lower case of the ASCII characters that belong to words, 0 for the others.
    private static let table: [UInt8] = (0..<128).map { code in
        let byte = UInt8(code)
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return byte | 0x20
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            return byte
        default: return 0
        }
    }

    private static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (Unicode.Scalar, Int) {
        var decoder = UTF8()
        var iterator = bytes[index...].prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return (" ", 1) }
        return (scalar, UTF8.width(scalar))
    }

    /// Adds the scalar's folded form; false when it ends a word.
    private static func append(_ scalar: Unicode.Scalar, to word: inout [UInt8]) -> Bool {
        guard scalar.isWordPart else { return false }
        let lowered = scalar.properties.lowercaseMapping
        // The decomposed form without its marks: "É" → "e".
        for part in lowered.decomposedStringWithCanonicalMapping.unicodeScalars
        where !("\u{300}"..."\u{36F}").contains(part) {
            word.append(contentsOf: Array(String(part).utf8))
        }
        return true
    }
}
