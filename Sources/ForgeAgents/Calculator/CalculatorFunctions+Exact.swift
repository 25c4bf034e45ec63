private import Foundation

/// The functions whose results are exact where their arguments are.
extension CalculatorFunctions {
    static func squareRoot(_ value: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        if value.isNegative { throw CalculatorError(.domain, "a negative number has no real square root") }
        if case .exact(let exact) = value, let root = exact.exactSquareRoot { return .exact(root) }
        return try CalculatorNumber(value.double.squareRoot())
    }

    static func cubeRoot(_ value: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        let root = cbrt(value.double)
        if case .exact(let exact) = value {
            let candidate = Rational(Rational(exactly: root * 1e6).roundedHalfEven, BigInteger(1_000_000))
            if candidate * candidate * candidate == exact { return .exact(candidate) }
        }
        return try CalculatorNumber(root)
    }

    static func truncated(_ value: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        let exact = value.rational
        return .exact(Rational(exact.numerator.dividedTowardsZero(by: exact.denominator).quotient))
    }

    /// To so many decimal places (0), halves away from zero as at school.
    static func rounded(_ values: [CalculatorNumber]) throws(CalculatorError) -> CalculatorNumber {
        guard let places = values.count == 2 ? values[1].int : 0, (-300...300).contains(places) else {
            throw CalculatorError(.wrongArguments, "`round` takes a whole number of decimal places up to 300")
        }
        let power = Rational(BigInteger.powerOfTen(abs(places)))
        let scale = places >= 0 ? power : Rational(1) / power
        let exact = values[0].rational
        let magnitude = (exact.isNegative ? -exact : exact) * scale + Rational(.one, BigInteger(2))
        let result = Rational(magnitude.roundedDown) / scale
        return try CalculatorNumber(exact.isNegative ? -result : result)
    }

    static func factorial(_ value: CalculatorNumber) throws(CalculatorError) -> CalculatorNumber {
        guard value.rational.isInteger, !value.isNegative else {
            throw CalculatorError(.domain, "the factorial is defined for whole numbers from 0 only")
        }
        guard let count = value.int, count <= 170 else { throw .overflow }
        return .exact(Rational((0..<count).reduce(BigInteger.one) { $0 * BigInteger($1 + 1) }))
    }

    static func extreme(
        _ values: [CalculatorNumber], by isBetter: (Rational, Rational) -> Bool
    ) -> CalculatorNumber {
        values.dropFirst().reduce(values[0]) { isBetter($1.rational, $0.rational) ? $1 : $0 }
    }

    static func sum(_ values: [CalculatorNumber]) throws(CalculatorError) -> CalculatorNumber {
        var total = CalculatorNumber(0)
        for value in values { total = try total.plus(value) }
        return total
    }

    static func mean(_ values: [CalculatorNumber]) throws(CalculatorError) -> CalculatorNumber {
        try sum(values).divided(by: CalculatorNumber(values.count))
    }

    static func commonDivisor(_ values: [CalculatorNumber]) throws(CalculatorError) -> CalculatorNumber {
        try whole(values)
        let divisor = values.reduce(BigInteger.zero) {
            BigInteger.greatestCommonDivisor($0, $1.rational.numerator)
        }
        return .exact(Rational(divisor))
    }

    static func commonMultiple(_ values: [CalculatorNumber]) throws(CalculatorError) -> CalculatorNumber {
        try whole(values)
        var multiple = CalculatorNumber(1)
        for value in values {
            if value.isZero { return CalculatorNumber(0) }
            let divisor = try commonDivisor([multiple, value])
            multiple = try multiple.divided(by: divisor).times(value.isNegative ? value.negated : value)
        }
        return multiple
    }

    static func combinations(_ values: [CalculatorNumber]) throws(CalculatorError) -> CalculatorNumber {
        let (total, chosen) = try counts(values)
        guard chosen <= total else { return CalculatorNumber(0) }
        var result = CalculatorNumber(1)
        for step in 0..<min(chosen, total - chosen) {
            result = try result.times(CalculatorNumber(total - step)).divided(by: CalculatorNumber(step + 1))
        }
        return result
    }

    static func permutations(_ values: [CalculatorNumber]) throws(CalculatorError) -> CalculatorNumber {
        let (total, chosen) = try counts(values)
        guard chosen <= total else { return CalculatorNumber(0) }
        var result = CalculatorNumber(1)
        for step in 0..<chosen { result = try result.times(CalculatorNumber(total - step)) }
        return result
    }

    private static func counts(_ values: [CalculatorNumber]) throws(CalculatorError) -> (Int, Int) {
        guard let total = values[0].int, let chosen = values[1].int, total >= 0, chosen >= 0 else {
            throw CalculatorError(.domain, "choices are defined for whole numbers from 0 only")
        }
        // Of more than 1100 steps either side of the middle the result has overflowed long before.
        return (total, chosen)
    }

    private static func whole(_ values: [CalculatorNumber]) throws(CalculatorError) {
        guard values.allSatisfy({ $0.rational.isInteger }) else {
            throw CalculatorError(.domain, "divisors and multiples are of whole numbers only")
        }
    }
}
