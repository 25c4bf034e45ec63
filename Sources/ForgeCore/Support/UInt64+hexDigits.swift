extension UInt64 {
    /// All 16 of them, in lower case.
    package var hexDigits: String {
        let text = String(self, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
