/// Writes a fraction as people write numbers.
enum DecimalText {
    /// Digits of an exact whole number that are written out.
    static let wholeDigits = 40
    /// Digits of an exact decimal fraction that are written out.
    static let exactDigits = 30
    /// Digits of everything else, rounded to even: what a double surely holds.
    static let roundedDigits = 15

    /// `0.3`, `1267650600228229401496703205376`, `0.333333333333333`, `1.5e-10`.
    static func of(_ value: Rational) -> String {
        if value.isInteger, value.numerator.decimalDigits.count <= wholeDigits { return "\(value.numerator)" }
        if !value.isInteger, let scale = decimalPlaces(of: value) {
            let digits = (value.numerator * BigInteger.powerOfTen(scale))
                .dividedTowardsZero(by: value.denominator).quotient.decimalDigits
            if digits.count <= exactDigits { return layOut(digits, scale: scale, isNegative: value.isNegative) }
        }
        return rounded(value, to: roundedDigits)
    }

    /// Rounded to so many significant digits.
    static func rounded(_ value: Rational, to count: Int) -> String {
        guard !value.isZero else { return "0" }
        var scale = count - decimalExponent(of: value) - 1
        var digits = scaled(value, by: scale)
        // 9.99…96 became 10.00…0.
        if digits.count > count {
            scale -= 1
            digits = scaled(value, by: scale)
        }
        return layOut(digits, scale: scale, isNegative: value.isNegative)
    }

    private static func scaled(_ value: Rational, by scale: Int) -> String {
        let power = Rational(BigInteger.powerOfTen(abs(scale)))
        return (scale >= 0 ? value * power : value / power).roundedHalfEven.decimalDigits
    }

    /// The exponent of the first digit: 2 for 123, -1 for 0.5.
    private static func decimalExponent(of value: Rational) -> Int {
        let guess = value.numerator.decimalDigits.count - value.denominator.decimalDigits.count
        let power = Rational(BigInteger.powerOfTen(abs(guess)))
        let isReached = value.isNegative ? -value : value
        return isReached >= (guess >= 0 ? power : Rational(1) / power) ? guess : guess - 1
    }

    /// Decimal places of a fraction that ends: the denominator has the factors 2 and 5 only.
    private static func decimalPlaces(of value: Rational) -> Int? {
        var rest = value.denominator
        var counts = [2: 0, 5: 0]
        for factor in [2, 5] {
            while counts[factor, default: 0] <= 1100 {
                let (quotient, remainder) = rest.dividedTowardsZero(by: BigInteger(factor))
                guard remainder.isZero else { break }
                rest = quotient
                counts[factor, default: 0] += 1
            }
        }
        return rest == .one ? counts.values.max() : nil
    }

    /// `digits` · 10^-scale, plain between 0.0000001 and 10^21, else with an exponent.
    private static func layOut(_ digits: String, scale: Int, isNegative: Bool) -> String {
        let significant = String(digits.reversed().drop { $0 == "0" }.reversed())
        guard !significant.isEmpty else { return "0" }
        let exponent = digits.count - 1 - scale
        var text: String
        if exponent < -7 || exponent >= 21 {
            text = String(significant.prefix(1))
            if significant.count > 1 { text += "." + significant.dropFirst() }
            text += "e\(exponent)"
        } else if exponent < 0 {
            text = "0." + String(repeating: "0", count: -exponent - 1) + significant
        } else if significant.count <= exponent + 1 {
            text = significant + String(repeating: "0", count: exponent + 1 - significant.count)
        } else {
            text = significant.prefix(exponent + 1) + "." + significant.dropFirst(exponent + 1)
        }
        return (isNegative ? "-" : "") + text
    }
}
