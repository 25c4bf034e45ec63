private import Foundation

/// The functions and constants that expressions may name.
enum CalculatorFunctions {
    typealias Body = @Sendable ([CalculatorNumber]) throws(CalculatorError) -> CalculatorNumber

    struct Function: Sendable {
        var arity: ClosedRange<Int>
        var body: Body

        func apply(_ values: [CalculatorNumber], name: String) throws(CalculatorError) -> CalculatorNumber {
            guard arity.contains(values.count) else {
                let count = arity.count == 1 ? "\(arity.lowerBound)" : "\(arity.lowerBound) or more"
                throw CalculatorError(.wrongArguments, "`\(name)` takes \(count) arguments, not \(values.count)")
            }
            return try body(values)
        }
    }

    static let constants: [String: Double] = [
        "pi": .pi, "π": .pi, "e": M_E, "tau": 2 * .pi, "τ": 2 * .pi, "phi": 1.618033988749895, "φ": 1.618033988749895,
    ]

    static func named(_ name: String) -> Function? { all[name] }

    static var names: [String] { all.keys.sorted() }

    private static let all: [String: Function] = exact.merging(real) { first, _ in first }

    private static let exact: [String: Function] = [
        "abs": one { value throws(CalculatorError) in value.isNegative ? value.negated : value },
        "sign": one { value throws(CalculatorError) in CalculatorNumber(value.isZero ? 0 : value.isNegative ? -1 : 1) },
        "sqrt": one(squareRoot),
        "cbrt": one(cubeRoot),
        "floor": one { value throws(CalculatorError) in .exact(Rational(value.rational.roundedDown)) },
        "ceil": one { value throws(CalculatorError) in .exact(-Rational((-value.rational).roundedDown)) },
        "trunc": one(truncated),
        "int": one(truncated),
        "round": Function(arity: 1...2, body: rounded),
        "factorial": one(factorial),
        "min": Function(arity: 1...100) { values throws(CalculatorError) in extreme(values) { $0 < $1 } },
        "max": Function(arity: 1...100) { values throws(CalculatorError) in extreme(values) { $0 > $1 } },
        "sum": Function(arity: 1...100, body: sum),
        "mean": Function(arity: 1...100, body: mean),
        "avg": Function(arity: 1...100, body: mean),
        "average": Function(arity: 1...100, body: mean),
        "mod": Function(arity: 2...2) { values throws(CalculatorError) in try values[0].remainder(by: values[1]) },
        "pow": Function(arity: 2...2) { values throws(CalculatorError) in try values[0].power(values[1]) },
        "gcd": Function(arity: 1...100) { values throws(CalculatorError) in try commonDivisor(values) },
        "lcm": Function(arity: 1...100) { values throws(CalculatorError) in try commonMultiple(values) },
        "comb": Function(arity: 2...2, body: combinations),
        "choose": Function(arity: 2...2, body: combinations),
        "perm": Function(arity: 2...2, body: permutations),
    ]

    private static let real: [String: Function] = [
        "exp": one { value throws(CalculatorError) in try nonzero(Foundation.exp(value.double)) },
        "ln": one { value throws(CalculatorError) in try logarithm(value, Foundation.log) },
        "log": Function(arity: 1...2) { values throws(CalculatorError) in
            try values.count == 1 ? logarithm(values[0], Foundation.log10) : logarithm(values[0], base: values[1])
        },
        "log10": one { value throws(CalculatorError) in try logarithm(value, Foundation.log10) },
        "log2": one { value throws(CalculatorError) in try logarithm(value, Foundation.log2) },
        "sin": one { value throws(CalculatorError) in try wave(Foundation.sin, value) },
        "cos": one { value throws(CalculatorError) in try wave(Foundation.cos, value) },
        "tan": one { value throws(CalculatorError) in
            let cosine = abs(Foundation.cos(value.double))
            if cosine < 1e-15 { throw CalculatorError(.domain, "the tangent is not defined there") }
            return try wave(Foundation.tan, value)
        },
        "asin": plain(Foundation.asin), "acos": plain(Foundation.acos), "atan": plain(Foundation.atan),
        "arcsin": plain(Foundation.asin), "arccos": plain(Foundation.acos), "arctan": plain(Foundation.atan),
        "sinh": plain(Foundation.sinh), "cosh": plain(Foundation.cosh), "tanh": plain(Foundation.tanh),
        "atan2": Function(arity: 2...2) { values throws(CalculatorError) in
            try CalculatorNumber(Foundation.atan2(values[0].double, values[1].double))
        },
        "hypot": Function(arity: 2...2) { values throws(CalculatorError) in
            let squares = try values[0].times(values[0]).plus(try values[1].times(values[1]))
            return try squareRoot(squares)
        },
        "degrees": plain { $0 * 180 / .pi },
        "radians": plain { $0 * .pi / 180 },
    ]

    private static func one(
        _ body: @escaping @Sendable (CalculatorNumber) throws(CalculatorError) -> CalculatorNumber
    ) -> Function {
        Function(arity: 1...1) { values throws(CalculatorError) in try body(values[0]) }
    }

    private static func plain(_ body: @escaping @Sendable (Double) -> Double) -> Function {
        one { value throws(CalculatorError) in try CalculatorNumber(body(value.double)) }
    }

    /// π is rounded, so that sin(π) comes out as 1.2e-16: what is nothing but that is 0.
    private static func wave(_ body: (Double) -> Double, _ value: CalculatorNumber) throws(CalculatorError)
        -> CalculatorNumber
    {
        let result = body(value.double)
        return try CalculatorNumber(abs(result) < 1e-15 && abs(value.double) > 1e-10 ? 0 : result)
    }

    private static func nonzero(_ value: Double) throws(CalculatorError) -> CalculatorNumber {
        if value == 0 { throw .underflow }
        return try CalculatorNumber(value)
    }

    private static func logarithm(_ value: CalculatorNumber, _ body: (Double) -> Double) throws(CalculatorError)
        -> CalculatorNumber
    {
        guard !value.isZero, !value.isNegative else {
            throw CalculatorError(.domain, "the logarithm is defined for numbers above 0 only")
        }
        return try CalculatorNumber(body(value.double))
    }

    private static func logarithm(_ value: CalculatorNumber, base: CalculatorNumber) throws(CalculatorError)
        -> CalculatorNumber
    {
        let (top, bottom) = (try logarithm(value, Foundation.log), try logarithm(base, Foundation.log))
        let quotient = try top.divided(by: bottom)
        // The quotient of two rounded logarithms misses whole exponents by a little: log(1000, 10).
        let whole = quotient.double.rounded()
        if abs(whole) < 1024, let power = try? base.power(CalculatorNumber(Int(whole))), power == value {
            return CalculatorNumber(Int(whole))
        }
        return quotient
    }
}
