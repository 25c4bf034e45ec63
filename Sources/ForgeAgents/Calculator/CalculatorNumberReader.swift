/// Reads number literals: `1,234.5`, `1 234`, `1_000`, `.5`, `6.02e23`.
struct CalculatorNumberReader {
    /// A comma separates arguments here, so that it cannot separate thousands.
    var commaSeparatesArguments: Bool

    func read(_ scanner: inout CalculatorScanner) throws(CalculatorError) -> CalculatorNumber {
        var digits = try whole(&scanner)
        var places = 0
        if scanner.current == ".", !digits.isEmpty || scanner.isDigit(at: 1) {
            scanner.advance()
            let fraction = plainDigits(&scanner)
            digits += fraction
            places = fraction.count
        }
        let exponent = try exponent(&scanner)
        if scanner.current == "." || scanner.isDigit(at: 0) {
            throw CalculatorError(.syntax, "a number cannot go on with `\(scanner.rest)`")
        }
        let value = BigInteger(decimal: digits)
        let scale = exponent - places
        if value.isZero { return CalculatorNumber(0) }
        if scale + digits.count > 2_000 { throw .overflow }
        if scale < -2_000 { throw .underflow }
        let power = BigInteger.powerOfTen(abs(scale))
        return try CalculatorNumber(scale >= 0 ? Rational(value * power) : Rational(value, power))
    }

    private func plainDigits(_ scanner: inout CalculatorScanner) -> [UInt8] {
        var digits: [UInt8] = []
        while scanner.isDigit(at: 0), let scalar = scanner.current {
            digits.append(UInt8(scalar.value))
            scanner.advance()
            if scanner.current == "_", scanner.isDigit(at: 1) { scanner.advance() }
        }
        return digits
    }

    private func whole(_ scanner: inout CalculatorScanner) throws(CalculatorError) -> [UInt8] {
        var digits = plainDigits(&scanner)
        var isGrouped = false
        while let separator = scanner.current, isSeparator(separator), scanner.isDigit(at: 1) {
            let isGroup = (1...3).allSatisfy(scanner.isDigit(at:)) && !scanner.isDigit(at: 4)
            guard isGroup, isGrouped || (1...3).contains(digits.count) else {
                throw CalculatorError(
                    .syntax, "`\(separator)` stands where thousands are not separated; write decimals with a point")
            }
            isGrouped = true
            scanner.advance()
            digits += plainDigits(&scanner)
        }
        return digits
    }

    private func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ",": !commaSeparatesArguments
        case "'", "\u{A0}", "\u{2009}", "\u{202F}": true
        default: false
        }
    }

    private func exponent(_ scanner: inout CalculatorScanner) throws(CalculatorError) -> Int {
        guard scanner.current == "e" || scanner.current == "E" else { return 0 }
        let isSigned = scanner.peek(1) == "-" || scanner.peek(1) == "+"
        // `2e` is 2 times e.
        guard scanner.isDigit(at: isSigned ? 2 : 1) else { return 0 }
        let isNegative = scanner.peek(1) == "-"
        scanner.advance(isSigned ? 2 : 1)
        let digits = plainDigits(&scanner).drop { $0 == UInt8(ascii: "0") }
        guard digits.count <= 4 else { throw isNegative ? .underflow : .overflow }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return isNegative ? -value : value
    }
}
