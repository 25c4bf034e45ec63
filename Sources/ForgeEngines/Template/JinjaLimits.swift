/// How much a template may make; it comes from a downloaded file, which may be hostile.
enum JinjaLimits {
    /// UTF-8 bytes of the template itself.
    static let sourceBytes = 4 << 20
    static let tokensPerTag = 2_000
    /// UTF-8 bytes of all texts in one value.
    static let bytes = 16 << 20
    /// Elements of one value, those of its lists included.
    static let items = 100_000
    /// Lists in lists.
    static let nesting = 50
    /// Statements, expressions and macros inside each other while rendering.
    static let evaluationDepth = 500

    /// - Parameter bytes: UTF-8 bytes of a text about to be made; nil when their number overflowed.
    static func check(bytes: Int?) throws {
        guard let bytes, bytes <= Self.bytes else {
            throw JinjaError(message: "a text is longer than \(Self.bytes >> 20) MiB")
        }
    }

    static func check(items: Int) throws {
        guard items <= Self.items else { throw JinjaError(message: "a list is longer than \(Self.items) elements") }
    }

    /// Checks a new value against the limits.
    ///
    /// - Returns: what to subtract from the work a template may do: all values ever made stay below about a gigabyte.
    static func cost(of value: JinjaValue) throws -> Int {
        var (items, bytes) = (0, 0)
        try measure(value, nesting: 0, items: &items, bytes: &bytes)
        return items / 16 + bytes / 1024
    }

    private static func measure(_ value: JinjaValue, nesting: Int, items: inout Int, bytes: inout Int) throws {
        guard nesting < Self.nesting else { throw JinjaError(message: "lists are nested too deeply") }
        switch value {
        case .string(let text):
            bytes += text.utf8.count
            try check(bytes: bytes)
        case .list(let values):
            items += values.count
            try check(items: items)
            for value in values { try measure(value, nesting: nesting + 1, items: &items, bytes: &bytes) }
        case .dictionary(let members):
            items += members.count
            try check(items: items)
            for (key, value) in members {
                bytes += key.utf8.count
                try measure(value, nesting: nesting + 1, items: &items, bytes: &bytes)
            }
        default: break
        }
    }
}
