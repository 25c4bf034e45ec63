private import ForgeCore

/// Reads JSON text (RFC 8259) into `TokenizerNode`s.
struct TokenizerJSONParser {
    private static let deepest = 64
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// - Parameter bytes: valid UTF-8.
    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// - Throws: `JSONSyntaxError` for anything that is not one JSON value.
    static func parse(_ bytes: [UInt8]) throws -> TokenizerNode {
        var parser = TokenizerJSONParser(bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.failure }
        return value
    }

    private var failure: JSONSyntaxError { JSONSyntaxError(offset: position) }
    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() throws -> TokenizerNode {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return .object(try list(to: UInt8(ascii: "}")) { try $0.member() })
        case UInt8(ascii: "["): return .array(try list(to: UInt8(ascii: "]")) { try $0.value() })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func list<Element>(
        to end: UInt8, _ element: (inout Self) throws -> Element
    ) throws -> [Element] {
        guard depth < Self.deepest else { throw failure }
        depth += 1
        defer { depth -= 1 }
        position += 1
        var elements: [Element] = []
        skipSpace()
        if take(end) { return elements }
        while true {
            elements.append(try element(&self))
            skipSpace()
            if take(end) { return elements }
            guard take(UInt8(ascii: ",")) else { throw failure }
        }
    }

    private mutating func member() throws -> (key: [UInt8], value: TokenizerNode) {
        skipSpace()
        let key = try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw failure }
        return (key, try value())
    }

    private mutating func word(_ word: StaticString, _ value: TokenizerNode) throws -> TokenizerNode {
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw failure }
        }
        return value
    }

    private mutating func number() throws -> TokenizerNode {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
        guard let first = bytes[start..<position].first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
            let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite
        else { throw failure }
        return .number(number)
    }
}

// MARK: - Strings

extension TokenizerJSONParser {
    private mutating func string() throws -> [UInt8] {
        guard take(UInt8(ascii: "\"")) else { throw failure }
        var text: [UInt8] = []
        var start = position
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                text.append(contentsOf: bytes[start..<position])
                position += 1
                return text
            case UInt8(ascii: "\\"):
                text.append(contentsOf: bytes[start..<position])
                position += 1
                text.append(contentsOf: try escape())
                start = position
            case 0x20...: position += 1
            default: throw failure
            }
        }
        throw failure
    }

    private mutating func escape() throws -> [UInt8] {
        guard let byte = current else { throw failure }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw failure
        }
    }

    /// A code point, from one `\u` escape or a surrogate pair of them.
    private mutating func scalar() throws -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw failure }
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure }
        return scalar
    }

    private mutating func codeUnit() throws -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
