extension BigInteger {
    /// Quotient towards zero and remainder with the dividend's sign. The divisor is not 0.
    func dividedTowardsZero(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger) {
        precondition(!divisor.isZero, "the caller checks for a divisor of 0")
        guard Self.compare(magnitude, divisor.magnitude) >= 0 else { return (.zero, self) }
        let (quotient, remainder) =
            divisor.magnitude.count == 1
            ? Self.divide(magnitude, by: divisor.magnitude[0])
            : Self.divide(magnitude, by: divisor.magnitude)
        return (
            BigInteger(magnitude: quotient, isNegative: isNegative != divisor.isNegative),
            BigInteger(magnitude: remainder, isNegative: isNegative)
        )
    }

    /// The largest whole number that is not above the quotient.
    func dividedDown(by divisor: BigInteger) -> BigInteger {
        let (quotient, remainder) = dividedTowardsZero(by: divisor)
        let isBelow = !remainder.isZero && remainder.isNegative != divisor.isNegative
        return isBelow ? quotient - .one : quotient
    }

    /// Euclid's; 0 only for two zeros.
    static func greatestCommonDivisor(_ left: BigInteger, _ right: BigInteger) -> BigInteger {
        var (large, small) = (left.absolute, right.absolute)
        while !small.isZero {
            if large.magnitude.count <= 2, small.magnitude.count <= 2 { return wordDivisor(large, small) }
            (large, small) = (small, large.dividedTowardsZero(by: small).remainder)
        }
        return large
    }

    private static func wordDivisor(_ left: BigInteger, _ right: BigInteger) -> BigInteger {
        var large = left.magnitude.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
        var small = right.magnitude.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
        while small != 0 { (large, small) = (small, large % small) }
        return BigInteger(magnitude: [UInt32(truncatingIfNeeded: large), UInt32(truncatingIfNeeded: large >> 32)])
    }

    /// The square root, rounded down, by Newton's iteration from above.
    var squareRoot: BigInteger {
        guard !isZero else { return .zero }
        var guess = BigInteger.one << ((bitWidth + 1) / 2)
        while true {
            let next = (guess + dividedTowardsZero(by: guess).quotient).dividedTowardsZero(by: BigInteger(2)).quotient
            if next >= guess { return guess }
            guess = next
        }
    }

    static func divide(_ dividend: [UInt32], by divisor: UInt32) -> ([UInt32], [UInt32]) {
        var quotient = dividend
        var remainder: UInt64 = 0
        for index in dividend.indices.reversed() {
            let value = remainder << 32 | UInt64(dividend[index])
            quotient[index] = UInt32(value / UInt64(divisor))
            remainder = value % UInt64(divisor)
        }
        return (quotient, [UInt32(remainder)])
    }

    /// Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D. The divisor has at least two digits and is not
    /// larger than the dividend.
    private static func divide(_ dividend: [UInt32], by divisor: [UInt32]) -> ([UInt32], [UInt32]) {
        let shift = divisor[divisor.count - 1].leadingZeroBitCount
        let right = (BigInteger(magnitude: divisor) << shift).magnitude
        var left = (BigInteger(magnitude: dividend) << shift).magnitude
        while left.count <= dividend.count { left.append(0) }
        let count = right.count
        var quotient = [UInt32](repeating: 0, count: left.count - count)
        for index in quotient.indices.reversed() {
            let digit = trialDigit(left, right, at: index)
            quotient[index] = subtract(digit, times: right, from: &left, at: index)
        }
        return (quotient, shiftedRight(Array(left.prefix(count)), by: shift))
    }

    private static func trialDigit(_ left: [UInt32], _ right: [UInt32], at index: Int) -> UInt64 {
        let count = right.count
        let head = UInt64(left[index + count]) << 32 | UInt64(left[index + count - 1])
        var digit = head / UInt64(right[count - 1])
        var rest = head % UInt64(right[count - 1])
        while digit >> 32 != 0 || digit * UInt64(right[count - 2]) > rest << 32 | UInt64(left[index + count - 2]) {
            digit -= 1
            rest += UInt64(right[count - 1])
            if rest >> 32 != 0 { break }
        }
        return digit
    }

    /// - Returns: the digit, one less where the trial was too large.
    private static func subtract(
        _ digit: UInt64, times right: [UInt32], from left: inout [UInt32], at index: Int
    ) -> UInt32 {
        var borrow: Int64 = 0
        var carry: UInt64 = 0
        for (offset, other) in right.enumerated() {
            let product = digit * UInt64(other) + carry
            carry = product >> 32
            let value = Int64(left[index + offset]) - borrow - Int64(product & 0xFFFF_FFFF)
            left[index + offset] = UInt32(truncatingIfNeeded: value)
            borrow = value < 0 ? 1 : 0
        }
        let value = Int64(left[index + right.count]) - borrow - Int64(carry)
        left[index + right.count] = UInt32(truncatingIfNeeded: value)
        guard value < 0 else { return UInt32(truncatingIfNeeded: digit) }
        var overflow: UInt64 = 0
        for (offset, other) in right.enumerated() {
            let sum = UInt64(left[index + offset]) + UInt64(other) + overflow
            left[index + offset] = UInt32(truncatingIfNeeded: sum)
            overflow = sum >> 32
        }
        left[index + right.count] &+= UInt32(truncatingIfNeeded: overflow)
        return UInt32(truncatingIfNeeded: digit - 1)
    }

    private static func shiftedRight(_ digits: [UInt32], by shift: Int) -> [UInt32] {
        guard shift > 0 else { return digits }
        var shifted = digits
        for index in digits.indices {
            let above = index + 1 < digits.count ? digits[index + 1] << (32 - shift) : 0
            shifted[index] = digits[index] >> shift | above
        }
        return shifted
    }
}
