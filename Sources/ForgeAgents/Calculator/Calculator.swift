/// Works out arithmetic expressions. It parses; nothing is ever run as code.
///
/// `+ - * / // % ^ **` and their Unicode variants, unary signs, parentheses, `!`, percent (`20% of 50`), `√`, powers
/// like `²`, functions (`CalculatorFunctions`), `pi`, `e`, `tau`, `phi`, scientific notation, thousands separators,
/// currency signs before numbers, products without a sign (`2(3+4)`, `2pi`).
///
/// - `%` before a number, name or parenthesis is the remainder (the divisor's sign, as Python's), else percent.
/// - `^` binds to the right and before a sign: `-2^2` is -4.
/// - `log(x)` is to base 10 and `log(x, b)` to base b; `round` takes halves away from zero; angles are in radians.
/// - Whole numbers and fractions are exact; what has no finite decimal, roots and logarithms have 15 digits.
package enum Calculator {
    /// Characters of an expression.
    package static let longest = 1_000
    /// Parentheses, signs and powers within one another.
    package static let deepest = 100

    /// The result as people write numbers: `0.3`, `1234567`, `1.5e-10`.
    package static func evaluate(_ expression: String) throws(CalculatorError) -> String {
        try number(expression).text
    }

    static func number(_ expression: String) throws(CalculatorError) -> CalculatorNumber {
        guard expression.utf8.count <= 4 * longest, expression.unicodeScalars.count <= longest else {
            throw CalculatorError(.tooLong, "the expression is longer than \(longest) characters")
        }
        var parser = CalculatorParser(CalculatorScanner(expression))
        return try parser.document()
    }
}
