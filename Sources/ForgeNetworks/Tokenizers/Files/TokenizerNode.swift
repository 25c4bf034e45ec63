/// JSON as a vocabulary needs it: keys and strings are bytes, members keep their order.
///
/// A `String` won't do as a key, because Swift takes canonically equivalent ones (é and e with an accent) for equal and
/// vocabularies hold both.
indirect enum TokenizerNode: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string([UInt8])
    case array([TokenizerNode])
    case object([(key: [UInt8], value: TokenizerNode)])

    /// The last member of that name.
    subscript(name: StaticString) -> TokenizerNode? {
        guard case .object(let members) = self else { return nil }
        let key = Array(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        return members.last { $0.key == key }?.value
    }

    var isNull: Bool { if case .null = self { true } else { false } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var int: Int? { if case .number(let value) = self { Int(exactly: value) } else { nil } }
    var bytes: [UInt8]? { if case .string(let value) = self { value } else { nil } }
    var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
    var array: [TokenizerNode]? { if case .array(let value) = self { value } else { nil } }
    var members: [(key: [UInt8], value: TokenizerNode)]? {
        if case .object(let value) = self { value } else { nil }
    }

    /// A number that fits an id.
    var id: Int32? {
        guard let value = int, (0..<TokenizerLimits.ids).contains(value) else { return nil }
        return Int32(value)
    }
}

/// Bounds for files that are not ours.
enum TokenizerLimits {
    /// Above the largest id; the largest published vocabularies have about 260,000.
    static let ids = 1 << 21
    static let tokenBytes = 1024
    static let vocabularyBytes = 16 << 20
    static let addedTokens = 10_000
}
