extension UnsafeBufferPointer<UInt8> {
    /// The scalar whose first byte is at `index`, and its length; the bytes are valid UTF-8 (a `String`'s).
    @inline(__always)
    func scalar(at index: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(self[index])
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | tail(index + 1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | tail(index + 1) << 6 | tail(index + 2), 3) }
        return ((first & 0x07) << 18 | tail(index + 1) << 12 | tail(index + 2) << 6 | tail(index + 3), 4)
    }

    @inline(__always)
    private func tail(_ index: Int) -> UInt32 { UInt32(self[index] & 0x3F) }

    /// The first byte of the scalar that ends before `index`.
    func startOfScalar(before index: Int) -> Int {
        var start = index - 1
        while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }
}

extension UInt32 {
    /// A scalar's UTF-8 bytes, one call per byte.
    @inline(__always)
    func forEachUTF8(_ body: (UInt8) -> Void) {
        switch self {
        case ..<0x80: body(UInt8(self))
        case ..<0x800:
            body(UInt8(0xC0 | self >> 6))
            body(UInt8(0x80 | self & 0x3F))
        case ..<0x10000:
            body(UInt8(0xE0 | self >> 12))
            body(UInt8(0x80 | self >> 6 & 0x3F))
            body(UInt8(0x80 | self & 0x3F))
        default:
            body(UInt8(0xF0 | self >> 18 & 0x07))
            body(UInt8(0x80 | self >> 12 & 0x3F))
            body(UInt8(0x80 | self >> 6 & 0x3F))
            body(UInt8(0x80 | self & 0x3F))
        }
    }
}
