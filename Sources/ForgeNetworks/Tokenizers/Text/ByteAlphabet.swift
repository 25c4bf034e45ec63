/// GPT-2's alphabet: every byte written as a visible character, which is how byte-level vocabularies are stored.
enum ByteAlphabet {
    /// The scalar that stands for each byte.
    static let scalars: [UInt32] = {
        var next: UInt32 = 0x100
        return (UInt32(0)...255).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return byte
            default:
                defer { next += 1 }
                return next
            }
        }
    }()

    private static let bytes: [UInt32: UInt8] = Dictionary(
        scalars.enumerated().map { ($1, UInt8($0)) }, uniquingKeysWith: { first, _ in first })

    /// The bytes that a stored token stands for; nil when it holds a character that stands for none.
    static func bytes(of token: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(token.count)
        for scalar in String(decoding: token, as: UTF8.self).unicodeScalars {
            guard let byte = bytes[scalar.value] else { return nil }
            result.append(byte)
        }
        return result
    }
}
