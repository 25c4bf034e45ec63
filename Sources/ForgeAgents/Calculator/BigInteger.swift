/// A whole number of any size, for the calculator's exact arithmetic: sign and magnitude in base 2³².
///
/// The calculator bounds the size of what it computes, so plain schoolbook methods are fast enough.
struct BigInteger: Hashable, Sendable {
    /// Least significant digit first, no leading zeros; empty is 0.
    private(set) var magnitude: [UInt32]
    private(set) var isNegative: Bool

    init(magnitude: [UInt32], isNegative: Bool = false) {
        var magnitude = magnitude
        while magnitude.last == 0 { magnitude.removeLast() }
        self.magnitude = magnitude
        self.isNegative = isNegative && !magnitude.isEmpty
    }

    init(_ value: Int) {
        let unsigned = value.magnitude
        self.init(
            magnitude: [UInt32(truncatingIfNeeded: unsigned), UInt32(truncatingIfNeeded: unsigned >> 32)],
            isNegative: value < 0)
    }

    static let zero = BigInteger(0)
    static let one = BigInteger(1)

    var isZero: Bool { magnitude.isEmpty }
    var isOdd: Bool { (magnitude.first ?? 0) & 1 == 1 }
    var absolute: BigInteger { BigInteger(magnitude: magnitude) }

    /// Bits of the magnitude: 0 for 0, 1 for 1, 2 for 2 and 3.
    var bitWidth: Int {
        guard let last = magnitude.last else { return 0 }
        return magnitude.count * 32 - last.leadingZeroBitCount
    }

    /// The number as `Int`, nil when it does not fit.
    var int: Int? {
        guard magnitude.count <= 2 else { return nil }
        let unsigned = magnitude.reversed().reduce(UInt(0)) { $0 << 32 | UInt($1) }
        if isNegative { return unsigned <= Int.min.magnitude ? Int(truncatingIfNeeded: 0 &- unsigned) : nil }
        return Int(exactly: unsigned)
    }
}

extension BigInteger: Comparable {
    static func < (left: BigInteger, right: BigInteger) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        let isLess = compare(left.magnitude, right.magnitude)
        return left.isNegative ? isLess > 0 : isLess < 0
    }

    /// Below 0, 0 or above 0 as the left magnitude is smaller, equal or larger.
    static func compare(_ left: [UInt32], _ right: [UInt32]) -> Int {
        if left.count != right.count { return left.count - right.count }
        for index in left.indices.reversed() where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return 0
    }
}

extension BigInteger {
    static prefix func - (value: BigInteger) -> BigInteger {
        BigInteger(magnitude: value.magnitude, isNegative: !value.isNegative)
    }

    static func + (left: BigInteger, right: BigInteger) -> BigInteger {
        if left.isNegative == right.isNegative {
            return BigInteger(magnitude: sum(left.magnitude, right.magnitude), isNegative: left.isNegative)
        }
        if compare(left.magnitude, right.magnitude) >= 0 {
            return BigInteger(magnitude: difference(left.magnitude, right.magnitude), isNegative: left.isNegative)
        }
        return BigInteger(magnitude: difference(right.magnitude, left.magnitude), isNegative: right.isNegative)
    }

    static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + (-right) }

    static func * (left: BigInteger, right: BigInteger) -> BigInteger {
        guard !left.isZero, !right.isZero else { return .zero }
        var product = [UInt32](repeating: 0, count: left.magnitude.count + right.magnitude.count)
        for (row, digit) in left.magnitude.enumerated() where digit != 0 {
            var carry: UInt64 = 0
            for (column, other) in right.magnitude.enumerated() {
                let value = UInt64(digit) * UInt64(other) + UInt64(product[row + column]) + carry
                product[row + column] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            product[row + right.magnitude.count] = UInt32(truncatingIfNeeded: carry)
        }
        return BigInteger(magnitude: product, isNegative: left.isNegative != right.isNegative)
    }

    static func << (value: BigInteger, bits: Int) -> BigInteger {
        guard !value.isZero, bits > 0 else { return value }
        let (words, shift) = bits.quotientAndRemainder(dividingBy: 32)
        var digits = [UInt32](repeating: 0, count: words)
        var carry: UInt32 = 0
        for digit in value.magnitude {
            digits.append(digit << shift | carry)
            carry = shift == 0 ? 0 : digit >> (32 - shift)
        }
        digits.append(carry)
        return BigInteger(magnitude: digits, isNegative: value.isNegative)
    }

    /// By squaring. The caller bounds the size of the result.
    func power(_ exponent: Int) -> BigInteger {
        var result = BigInteger.one
        var base = self
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = result * base }
            rest >>= 1
            if rest > 0 { base = base * base }
        }
        return result
    }

    private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        let (long, short) = left.count >= right.count ? (left, right) : (right, left)
        var digits = long
        var carry: UInt64 = 0
        for index in digits.indices {
            if index >= short.count, carry == 0 { break }
            let value = UInt64(digits[index]) + (index < short.count ? UInt64(short[index]) : 0) + carry
            digits[index] = UInt32(truncatingIfNeeded: value)
            carry = value >> 32
        }
        if carry > 0 { digits.append(UInt32(carry)) }
        return digits
    }

    /// The left magnitude is not smaller.
    private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var digits = left
        var borrow: Int64 = 0
        for index in digits.indices {
            if index >= right.count, borrow == 0 { break }
            var value = Int64(digits[index]) - (index < right.count ? Int64(right[index]) : 0) - borrow
            borrow = value < 0 ? 1 : 0
            if value < 0 { value += 1 << 32 }
            digits[index] = UInt32(value)
        }
        return digits
    }
}
