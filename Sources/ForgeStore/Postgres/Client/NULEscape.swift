/// Texts with NUL characters in a database that has none: PostgreSQL's TEXT and JSONB refuse U+0000, and a model can emit
/// it.
///
/// NUL is stored as U+001A (SUBSTITUTE) and `0`, a U+001A as two of them. All other texts are stored as they are.
enum NULEscape {
    private static let mark: UInt8 = 0x1A
    private static let zero = UInt8(ascii: "0")

    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0 || $0 == mark }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case 0: bytes += [mark, zero]
            case mark: bytes += [mark, mark]
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.contains(mark) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let isEscape = bytes[index] == mark && index + 1 < bytes.count
            result.append(isEscape && bytes[index + 1] == zero ? 0 : bytes[index])
            index += isEscape ? 2 : 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: JSON, where both characters are written as \u escapes

    private static let nulEscape = Array("\\u0000".utf8)
    private static let markEscape = Array("\\u001a".utf8)

    static func escapedJSON(_ json: String) -> String {
        rewritten(json) { rest in
            if isEscape(rest, of: nulEscape) { return (markEscape + [zero], 6) }
            return isEscape(rest, of: markEscape) ? (markEscape + markEscape, 6) : nil
        }
    }

    static func unescapedJSON(_ json: String) -> String {
        rewritten(json) { rest in
            guard isEscape(rest, of: markEscape) else { return nil }
            let following = rest.dropFirst(6)
            if following.first == zero { return (nulEscape, 7) }
            return isEscape(following, of: markEscape) ? (markEscape, 12) : nil
        }
    }

    private static func isEscape(_ bytes: ArraySlice<UInt8>, of escape: [UInt8]) -> Bool {
        // Hexadecimal digits may be capital.
        bytes.count >= 6 && zip(bytes, escape).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 && $0 >= 0x41 && $0 <= 0x5A) }
    }

    /// - Parameter replacement: what to write for the escape that a text begins with, and how many bytes it replaces.
    private static func rewritten(
        _ json: String, replacement: (ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)?
    ) -> String {
        guard json.contains("\\u00") else { return json }
        let bytes = Array(json.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 16)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
                result.append(bytes[index])
                index += 1
                continue
            }
            if let (replacing, length) = replacement(bytes[index...]) {
                result += replacing
                index += length
            } else {
                result += bytes[index...index + 1]
                index += 2
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
