import ForgeCore
import Foundation
import Testing

@testable import ForgeAgents

/// Random expressions and garbage. `FORGE_CALCULATOR_CASES=1000000` for the long run.
struct CalculatorPropertyTests {
    private static let pieces = [
        "1", "2", "0", "9", "10", "0.5", "3.25", "1e3", "1e-3", "1e308", "1e-308", "999999999999999999999", "1,000",
        "+",
        "-", "*", "/", "//", "%", "^", "**", "!", "(", ")", "(", ")", ",", ";", ".", " ", "=", "?", "×", "÷", "−", "√",
        "²", "⁹", "$", "€", "pi", "e", "tau", "sqrt(", "ln(", "log(", "sin(", "tan(", "round(", "floor(", "max(",
        "gcd(",
        "comb(", "pow(", "factorial(", "of", "x", "mod", "hypot(", "exp(", "abs(", "\\", "é", "\u{0}", "漢", "👩‍👩‍👧", "_",
        "'",
        "[", "}", "\n", "nan", "inf", "0x10", "import os", "\"",
    ]

    @Test func `nothing makes the calculator crash, and every result can be read again`() {
        let count = ProcessInfo.processInfo.environment["FORGE_CALCULATOR_CASES"].flatMap { Int($0) } ?? 50_000
        var generator = SeededGenerator(seed: 20_240)
        var results = 0
        for number in 0..<count {
            let text = number % 3 == 0 ? garbage(&generator) : expression(depth: 4, &generator)
            guard let result = try? Calculator.evaluate(text) else { continue }
            results += 1
            if number % 16 == 0 {
                // Large rounded numbers come back as whole ones, whose digits are all written.
                let again = (try? Calculator.number(result)).map { Double($0.text) ?? .nan }
                let value = Double(result)
                #expect(again == value, "\(text)")
            }
        }
        #expect(results > count / 10)
    }

    private func garbage(_ generator: inout SeededGenerator) -> String {
        (0..<(1 + generator.below(14))).map { _ in Self.pieces[generator.below(Self.pieces.count)] }.joined()
    }

    private func expression(depth: Int, _ generator: inout SeededGenerator) -> String {
        guard depth > 0, generator.below(5) > 0 else { return number(&generator) }
        let left = expression(depth: depth - 1, &generator)
        switch generator.below(9) {
        case 0: return "-(\(left))"
        case 1: return "sqrt(\(left))"
        case 2: return "(\(left))^\(generator.below(9) - 4)"
        case 3: return "round(\(left), \(generator.below(5)))"
        default:
            let sign = ["+", "-", "*", "/", "%", "//", "^"][generator.below(7)]
            return "(\(left)) \(sign) (\(expression(depth: depth - 1, &generator)))"
        }
    }

    private func number(_ generator: inout SeededGenerator) -> String {
        switch generator.below(4) {
        case 0: String(generator.below(10))
        case 1: String(generator.below(1_000_000))
        case 2: "\(generator.below(1000)).\(generator.below(1000))"
        default: "\(generator.below(100))e\(generator.below(40) - 20)"
        }
    }
}
