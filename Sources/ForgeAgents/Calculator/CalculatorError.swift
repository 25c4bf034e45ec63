/// Why an expression has no result.
package struct CalculatorError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case empty, syntax
        case unknownName = "unknown-name"
        case wrongArguments = "wrong-arguments"
        case divisionByZero = "division-by-zero"
        /// Not defined there (the square root of -1).
        case domain
        case overflow, underflow
        case tooLong = "too-long"
        case tooDeep = "too-deep"
    }

    package var reason: Reason
    package var message: String

    init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    package var description: String { message }

    static let divisionByZero = CalculatorError(.divisionByZero, "division by zero")
    static let overflow = CalculatorError(.overflow, "the result is too large (above 1.8e308)")
    static let underflow = CalculatorError(.underflow, "the result is too close to zero to be computed")
}
