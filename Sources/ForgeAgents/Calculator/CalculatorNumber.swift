private import Foundation

/// A number of the calculator: an exact fraction as long as that is feasible, else a double.
enum CalculatorNumber: Hashable, Sendable {
    case exact(Rational)
    case approximate(Double)

    /// Bits above which a fraction is carried on as a double.
    static let largestFraction = 2048

    /// - Throws: `overflow`, `underflow`.
    init(_ value: Rational) throws(CalculatorError) {
        if value.numerator.bitWidth - value.denominator.bitWidth > 1024 { throw .overflow }
        if value.bits <= Self.largestFraction {
            self = .exact(value)
        } else {
            let double = value.double
            if double == 0 { throw .underflow }
            self = try CalculatorNumber(double)
        }
    }

    /// - Throws: `overflow` for infinities, `domain` for what is no number.
    init(_ value: Double) throws(CalculatorError) {
        if value.isNaN { throw CalculatorError(.domain, "the result is not defined") }
        if value.isInfinite { throw .overflow }
        self = .approximate(value)
    }

    init(_ value: Int) { self = .exact(Rational(value)) }

    var double: Double {
        switch self {
        case .exact(let value): value.double
        case .approximate(let value): value
        }
    }

    /// The exact value; a double is exactly some fraction too.
    var rational: Rational {
        switch self {
        case .exact(let value): value
        case .approximate(let value): Rational(exactly: value)
        }
    }

    var isZero: Bool {
        switch self {
        case .exact(let value): value.isZero
        case .approximate(let value): value == 0
        }
    }

    var isNegative: Bool {
        switch self {
        case .exact(let value): value.isNegative
        case .approximate(let value): value < 0
        }
    }

    /// The whole number, nil for fractions and for what does not fit.
    var int: Int? {
        switch self {
        case .exact(let value): value.int
        case .approximate(let value): Int(exactly: value)
        }
    }

    var text: String {
        switch self {
        case .exact(let value): DecimalText.of(value)
        case .approximate(let value): DecimalText.rounded(Rational(exactly: value), to: DecimalText.roundedDigits)
        }
    }
}

extension CalculatorNumber {
    var negated: CalculatorNumber {
        switch self {
        case .exact(let value): .exact(-value)
        case .approximate(let value): .approximate(-value)
        }
    }

    func plus(_ other: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        if case .exact(let left) = self, case .exact(let right) = other { return try CalculatorNumber(left + right) }
        return try CalculatorNumber(double + other.double)
    }

    func times(_ other: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        if case .exact(let left) = self, case .exact(let right) = other { return try CalculatorNumber(left * right) }
        return try CalculatorNumber(double * other.double)
    }

    func divided(by other: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        if other.isZero { throw .divisionByZero }
        if case .exact(let left) = self, case .exact(let right) = other { return try CalculatorNumber(left / right) }
        return try CalculatorNumber(double / other.double)
    }

    /// The quotient rounded down (Python's `//`).
    func dividedDown(by other: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        if other.isZero { throw .divisionByZero }
        return try CalculatorNumber(Rational((rational / other.rational).roundedDown))
    }

    /// The remainder with the divisor's sign (Python's `%`).
    func remainder(by other: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        if other.isZero { throw .divisionByZero }
        if case .exact(let left) = self, case .exact(let right) = other {
            return try CalculatorNumber(left - right * Rational((left / right).roundedDown))
        }
        let rest = fmod(double, other.double)
        return try CalculatorNumber(rest != 0 && (rest < 0) != other.isNegative ? rest + other.double : rest)
    }

    func power(_ exponent: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        if isZero, exponent.isNegative { throw .divisionByZero }
        if case .exact(let base) = self, case .exact(let power) = exponent {
            if let whole = power.int, base.bits <= 1 || whole.magnitude <= UInt(Self.largestFraction / base.bits) {
                // 1, 0 and -1 to any power need no loop.
                let small = base.bits <= 1 && whole.magnitude > 2 ? 2 + whole & 1 : whole
                return try CalculatorNumber(base.power(small))
            }
            if power == Rational(.one, BigInteger(2)), let root = base.isNegative ? nil : base.exactSquareRoot {
                return .exact(root)
            }
        }
        if isNegative, !exponent.rational.isInteger {
            throw CalculatorError(.domain, "a negative number has no real power with a fraction as exponent")
        }
        let result = pow(double, exponent.double)
        if result == 0, !isZero { throw .underflow }
        return try CalculatorNumber(result)
    }
}
