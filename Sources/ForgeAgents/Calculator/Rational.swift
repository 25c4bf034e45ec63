private import Foundation

/// A fraction in lowest terms with a positive denominator.
struct Rational: Hashable, Sendable {
    let numerator: BigInteger
    let denominator: BigInteger

    /// The denominator is not 0.
    init(_ numerator: BigInteger, _ denominator: BigInteger = .one) {
        precondition(!denominator.isZero, "the caller checks for a denominator of 0")
        let sign = denominator.isNegative ? -numerator : numerator
        guard denominator.absolute != .one else {
            (self.numerator, self.denominator) = (sign, .one)
            return
        }
        let divisor = BigInteger.greatestCommonDivisor(numerator, denominator)
        if divisor == .one {
            (self.numerator, self.denominator) = (sign, denominator.absolute)
        } else {
            self.numerator = sign.dividedTowardsZero(by: divisor).quotient
            self.denominator = denominator.absolute.dividedTowardsZero(by: divisor).quotient
        }
    }

    init(_ value: Int) { self.init(BigInteger(value)) }

    /// Exactly the value of a finite double.
    init(exactly value: Double) {
        let significand = BigInteger(Int(value.significand * 0x1p52)) * BigInteger(value < 0 ? -1 : 1)
        let exponent = value == 0 ? 0 : Int(value.exponent) - 52
        self =
            exponent >= 0
            ? Rational(significand << exponent)
            : Rational(significand, BigInteger.one << -exponent)
    }

    var isZero: Bool { numerator.isZero }
    var isNegative: Bool { numerator.isNegative }
    var isInteger: Bool { denominator == .one }
    /// How much memory and time the number costs.
    var bits: Int { max(numerator.bitWidth, denominator.bitWidth) }
    /// The number as `Int` when it is a whole one that fits.
    var int: Int? { isInteger ? numerator.int : nil }

    /// The nearest double but for the last bit; infinite above the largest.
    var double: Double {
        guard !isZero else { return 0 }
        // A quotient of 64 to 66 bits holds more than a double does.
        let shift = 65 + denominator.bitWidth - numerator.bitWidth
        let scaled =
            shift >= 0
            ? (numerator.absolute << shift).dividedTowardsZero(by: denominator).quotient
            : numerator.absolute.dividedTowardsZero(by: denominator << -shift).quotient
        let significand = scaled.magnitude.reversed().reduce(0.0) { $0 * 0x1p32 + Double($1) }
        return scalbn(numerator.isNegative ? -significand : significand, -shift)
    }

    static prefix func - (value: Rational) -> Rational { Rational(-value.numerator, value.denominator) }

    static func + (left: Rational, right: Rational) -> Rational {
        Rational(
            left.numerator * right.denominator + right.numerator * left.denominator,
            left.denominator * right.denominator)
    }

    static func - (left: Rational, right: Rational) -> Rational { left + (-right) }

    static func * (left: Rational, right: Rational) -> Rational {
        Rational(left.numerator * right.numerator, left.denominator * right.denominator)
    }

    /// The divisor is not 0.
    static func / (left: Rational, right: Rational) -> Rational {
        Rational(left.numerator * right.denominator, left.denominator * right.numerator)
    }

    /// The largest whole number that is not above.
    var roundedDown: BigInteger { numerator.dividedDown(by: denominator) }

    /// To the nearest whole number, halves to the even one.
    var roundedHalfEven: BigInteger {
        let below = roundedDown
        let twice = (self - Rational(below)) * Rational(2)
        if twice == Rational(1) { return below.isOdd ? below + .one : below }
        return twice < Rational(1) ? below : below + .one
    }

    /// A whole power; the base of a negative one is not 0.
    func power(_ exponent: Int) -> Rational {
        let positive = Int(exponent.magnitude)
        let (top, bottom) = (numerator.power(positive), denominator.power(positive))
        return exponent < 0 ? Rational(bottom, top) : Rational(top, bottom)
    }

    /// The square root when it is a fraction.
    var exactSquareRoot: Rational? {
        let (top, bottom) = (numerator.squareRoot, denominator.squareRoot)
        return top * top == numerator && bottom * bottom == denominator ? Rational(top, bottom) : nil
    }
}

extension Rational: Comparable {
    static func < (left: Rational, right: Rational) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }
}
