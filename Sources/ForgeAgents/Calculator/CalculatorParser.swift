/// A recursive-descent parser that computes as it reads.
struct CalculatorParser {
    private var scanner: CalculatorScanner
    private var depth = 0
    /// Whether a comma separates the arguments of a function here.
    private var commaSeparatesArguments = false

    init(_ scanner: CalculatorScanner) { self.scanner = scanner }

    mutating func document() throws(CalculatorError) -> CalculatorNumber {
        scanner.skipSpaces()
        if scanner.isAtEnd { throw CalculatorError(.empty, "the expression is empty") }
        let value = try sum()
        // Models write `2 + 2 =` and `2 + 2 = ?`.
        if scanner.take("=") { _ = scanner.take("?") }
        scanner.skipSpaces()
        guard scanner.isAtEnd else { throw unexpected }
        return value
    }

    private var unexpected: CalculatorError {
        scanner.isAtEnd
            ? CalculatorError(.syntax, "the expression ends too early")
            : CalculatorError(.syntax, "cannot read the expression from `\(scanner.rest)` on")
    }

    private mutating func sum() throws(CalculatorError) -> CalculatorNumber {
        var value = try product()
        while true {
            if scanner.take("+") {
                value = try value.plus(try product())
            } else if scanner.take("-") {
                value = try value.plus(try product().negated)
            } else {
                return value
            }
        }
    }

    private mutating func product() throws(CalculatorError) -> CalculatorNumber {
        var value = try signed()
        while let operation = takeProductOperation() {
            let other = try signed()
            switch operation {
            case .times: value = try value.times(other)
            case .over: value = try value.divided(by: other)
            case .down: value = try value.dividedDown(by: other)
            case .remainder: value = try value.remainder(by: other)
            }
        }
        return value
    }

    private enum ProductOperation { case times, over, down, remainder }

    private mutating func takeProductOperation() -> ProductOperation? {
        scanner.skipSpaces()
        switch scanner.current {
        case "*":
            scanner.advance()
            return .times
        case "/":
            scanner.advance()
            return scanner.take("/") ? .down : .over
        case "%":
            scanner.advance()
            return .remainder
        case "(", "√": return .times
        case "\\":
            // LaTeX: `\times`.
            scanner.advance()
            return takeProductOperation()
        default: break
        }
        guard scanner.isLetter(at: 0) else { return nil }
        let word = scanner.word
        switch word {
        case "x", "times", "of", "cdot":
            scanner.advance(word.unicodeScalars.count)
            return .times
        case "div":
            scanner.advance(3)
            return .over
        case "mod" where !isCall(word):
            scanner.advance(3)
            return .remainder
        default: return .times
        }
    }

    private func isCall(_ word: String) -> Bool { scanner.peek(word.unicodeScalars.count) == "(" }

    private mutating func signed() throws(CalculatorError) -> CalculatorNumber {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Calculator.deepest else {
            throw CalculatorError(.tooDeep, "the expression is nested more than \(Calculator.deepest) deep")
        }
        if scanner.take("-") { return try signed().negated }
        if scanner.take("+") { return try signed() }
        let base = try suffixed()
        if scanner.take("^") || scanner.take("**") { return try base.power(try signed()) }
        return base
    }

    /// A value with what may follow it: `!`, percent, `²`.
    private mutating func suffixed() throws(CalculatorError) -> CalculatorNumber {
        var value = try primary()
        while true {
            scanner.skipSpaces()
            if scanner.current == "!", scanner.peek(1) != "=" {
                scanner.advance()
                value = try CalculatorFunctions.factorial(value)
            } else if scanner.current == "%", isPercent {
                scanner.advance()
                value = try value.divided(by: CalculatorNumber(100))
            } else if let exponent = takeSuperscript() {
                value = try value.power(exponent)
            } else {
                return value
            }
        }
    }

    /// Whether the `%` that is next means hundredths: no operand follows it.
    private var isPercent: Bool {
        var ahead = scanner
        ahead.advance()
        ahead.skipSpaces()
        if ahead.isLetter(at: 0) { return ["of", "x", "times", "mod"].contains(ahead.word) }
        return !(ahead.isDigit(at: 0) || ahead.current.map { "(.√$€£".unicodeScalars.contains($0) } ?? false)
    }

    private mutating func takeSuperscript() -> CalculatorNumber? {
        var value: Int?
        while let scalar = scanner.current, let digit = Self.superscripts[scalar], (value ?? 0) < 100_000 {
            value = (value ?? 0) * 10 + digit
            scanner.advance()
        }
        return value.map(CalculatorNumber.init)
    }

    private static let superscripts: [Unicode.Scalar: Int] = [
        "⁰": 0, "¹": 1, "²": 2, "³": 3, "⁴": 4, "⁵": 5, "⁶": 6, "⁷": 7, "⁸": 8, "⁹": 9,
    ]

    private mutating func primary() throws(CalculatorError) -> CalculatorNumber {
        scanner.skipSpaces()
        if let sign = scanner.current, "$€£".unicodeScalars.contains(sign) {
            scanner.advance()
            scanner.skipSpaces()
            guard scanner.isDigit(at: 0) || scanner.current == "." else { throw unexpected }
        }
        if scanner.isDigit(at: 0) || (scanner.current == "." && scanner.isDigit(at: 1)) {
            return try CalculatorNumberReader(commaSeparatesArguments: commaSeparatesArguments).read(&scanner)
        }
        if scanner.take("(") { return try group() }
        if scanner.take("√") { return try CalculatorFunctions.squareRoot(try signed()) }
        if scanner.isLetter(at: 0) { return try named() }
        throw unexpected
    }

    private mutating func group() throws(CalculatorError) -> CalculatorNumber {
        let outer = commaSeparatesArguments
        commaSeparatesArguments = false
        defer { commaSeparatesArguments = outer }
        let value = try sum()
        guard scanner.take(")") else { throw scanner.isAtEnd ? Self.unclosed : unexpected }
        return value
    }

    private static let unclosed = CalculatorError(.syntax, "a parenthesis is not closed")

    private mutating func named() throws(CalculatorError) -> CalculatorNumber {
        if scanner.word == "math", scanner.peek(4) == "." { scanner.advance(5) }
        var name = scanner.word
        scanner.advance(name.unicodeScalars.count)
        // `log10`, `atan2`: digits belong to a name only where the two make a function.
        for length in [2, 1] where name.count > 2 && (0..<length).allSatisfy(scanner.isDigit(at:)) {
            let digits = (0..<length).compactMap(scanner.peek).map(String.init).joined()
            if CalculatorFunctions.named(name + digits) != nil {
                scanner.advance(length)
                name += digits
                break
            }
        }
        if let constant = CalculatorFunctions.constants[name] { return .approximate(constant) }
        guard let function = CalculatorFunctions.named(name) else {
            throw CalculatorError(.unknownName, "there is no function or constant `\(name.prefix(40))`")
        }
        guard scanner.take("(") else {
            throw CalculatorError(.syntax, "`\(name)` needs its argument in parentheses, as in \(name)(2)")
        }
        return try function.apply(try arguments(of: function), name: name)
    }

    private mutating func arguments(of function: CalculatorFunctions.Function) throws(CalculatorError)
        -> [CalculatorNumber]
    {
        let outer = commaSeparatesArguments
        commaSeparatesArguments = function.arity.upperBound > 1
        defer { commaSeparatesArguments = outer }
        if scanner.take(")") { return [] }
        var values = [try sum()]
        while scanner.take(",") || scanner.take(";") { values.append(try sum()) }
        guard scanner.take(")") else { throw scanner.isAtEnd ? Self.unclosed : unexpected }
        return values
    }
}
