extension BigInteger: CustomStringConvertible {
    /// From decimal digits only.
    init(decimal digits: some Sequence<UInt8>) {
        var magnitude: [UInt32] = []
        var chunk: UInt32 = 0
        var scale: UInt32 = 1
        func flush() {
            var carry = UInt64(chunk)
            for index in magnitude.indices {
                let value = UInt64(magnitude[index]) * UInt64(scale) + carry
                magnitude[index] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            if carry > 0 { magnitude.append(UInt32(carry)) }
        }
        for digit in digits {
            chunk = chunk * 10 + UInt32(digit - UInt8(ascii: "0"))
            scale *= 10
            if scale == 1_000_000_000 {
                flush()
                (chunk, scale) = (0, 1)
            }
        }
        if scale > 1 { flush() }
        self.init(magnitude: magnitude)
    }

    static func powerOfTen(_ exponent: Int) -> BigInteger { BigInteger(10).power(exponent) }

    /// Decimal digits of the magnitude.
    var decimalDigits: String {
        guard !isZero else { return "0" }
        var rest = magnitude
        var groups: [String] = []
        while !rest.isEmpty {
            let (quotient, remainder) = Self.divide(rest, by: 1_000_000_000)
            rest = BigInteger(magnitude: quotient).magnitude
            let text = String(remainder[0])
            groups.append(rest.isEmpty ? text : String(repeating: "0", count: 9 - text.count) + text)
        }
        return groups.reversed().joined()
    }

    var description: String { (isNegative ? "-" : "") + decimalDigits }
}
