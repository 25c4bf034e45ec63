import ForgeCore
import Foundation
import Testing

@testable import ForgeAgents

struct CalculatorTests {
    private struct Golden: Decodable {
        struct Entry: Decodable {
            var expression: String
            var result: String?
            var exact: [String]?
        }

        var exact: [Entry]
        var functions: [Entry]
        var whole: [Entry]
    }

    @Test func `exact arithmetic agrees with Python's fractions, digit for digit`() throws {
        let golden: Golden = try fixture("calculator")
        #expect(golden.exact.count == 700)
        for entry in golden.exact {
            guard let result = entry.result, let exact = entry.exact else {
                #expect(throws: CalculatorError.self, "\(entry.expression)") {
                    try Calculator.evaluate(entry.expression)
                }
                continue
            }
            let number = try Calculator.number(entry.expression)
            let fraction = Rational(try integer(exact[0]), try integer(exact[1]))
            #expect(number == .exact(fraction), "\(entry.expression)")
            // What is printed has at least 15 digits, rounded as Python's decimal rounds.
            let printed = try Calculator.number(DecimalText.rounded(fraction, to: 15))
            #expect(try printed == Calculator.number(result), "\(entry.expression)")
            #expect(abs((Double(number.text) ?? .nan) - fraction.double) <= abs(fraction.double) * 1e-14)
        }
    }

    @Test func `functions agree with Python's decimal to 14 digits`() throws {
        let golden: Golden = try fixture("calculator")
        for entry in golden.functions {
            let expected = try #require(entry.result.flatMap(Double.init))
            let result = try #require(Double(try Calculator.evaluate(entry.expression)))
            #expect(abs(result - expected) <= abs(expected) * 1e-14 + 1e-300, "\(entry.expression)")
        }
    }

    @Test func `whole numbers agree with Python's`() throws {
        let golden: Golden = try fixture("calculator")
        for entry in golden.whole {
            let number = try Calculator.number(entry.expression)
            #expect(number == .exact(Rational(try integer(try #require(entry.result)))), "\(entry.expression)")
        }
    }

    private func integer(_ text: String) throws -> BigInteger {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let value = BigInteger(decimal: digits.utf8)
        return text.hasPrefix("-") ? -value : value
    }

    @Test(arguments: [
        ("1+2*3", "7"), ("(1+2)*3", "9"), ("-2^2", "-4"), ("2^-1", "0.5"), ("2^3^2", "512"), ("0.1+0.2", "0.3"),
        ("1/3", "0.333333333333333"), ("2/3", "0.666666666666667"), ("1/3*3", "1"), ("10/4", "2.5"), ("7 % 3", "1"),
        ("-7 % 3", "2"), ("7 // 2", "3"), ("-7 // 2", "-4"), ("2**10", "1024"),
        ("2^100", "1267650600228229401496703205376"),
        ("1e3", "1000"), ("1.5E-10", "1.5e-10"), ("6.02e23", "602000000000000000000000"), ("1e300*1e7", "1e307"),
        ("1,234,567 + 1", "1234568"), ("1_000_000", "1000000"), ("1 000 + 1", "ERROR"),
        ("12\u{202F}000", "12000"), ("3 × 4 ÷ 2 − 1", "5"), ("５＋３", "8"), ("（１＋２）＊３", "9"), ("−5", "-5"),
        ("20% of 50", "10"), ("15%", "0.15"), ("200 * 15%", "30"), ("50% - 1", "-0.5"), ("5!", "120"),
        ("3² + 4²", "25"),
        ("√16", "4"), ("√(2)", "1.4142135623731"), ("sqrt(1/4)", "0.5"), ("cbrt(27)", "3"), ("sqrt(2)^2", "2"),
        ("4^0.5", "2"), ("8^(1/3)", "2"), ("2(3+4)", "14"), ("2pi", "6.28318530717959"), ("e", "2.71828182845905"),
        ("2e", "5.43656365691809"), ("sin(pi)", "0"), ("cos(pi/3)", "0.5"), ("tan(pi/4)", "1"), ("ln(e)", "1"),
        ("log(1000)", "3"), ("log(8, 2)", "3"), ("log2(1024)", "10"), ("log10(0.001)", "-3"), ("exp(0)", "1"),
        ("round(2.5)", "3"), ("round(-2.5)", "-3"), ("round(3.14159, 2)", "3.14"), ("floor(-1.5)", "-2"),
        ("ceil(1.2)", "2"), ("trunc(-1.9)", "-1"), ("abs(-3)", "3"), ("min(3, 1, 2)", "1"), ("max(1,234)", "234"),
        ("max((1,234), 5)", "1234"), ("sqrt(1,024)", "32"), ("mean(1, 2, 4)", "2.33333333333333"), ("gcd(12, 18)", "6"),
        ("lcm(4, 6)", "12"), ("comb(5, 2)", "10"), ("perm(5, 2)", "20"), ("10 mod 3", "1"), ("mod(10, 3)", "1"),
        ("3 x 4", "12"), ("3 times 4", "12"), ("$12.50 * 4", "50"), ("2 + 2 =", "4"), ("2 + 2 = ?", "4"),
        ("math.sqrt(9)", "3"), ("[1 + 2] * {3}", "9"), ("--3", "3"), ("+3", "3"), (".5 + 5.", "5.5"), ("0^0", "1"),
        ("170!/169!", "170"), ("1e-300 * 1e300", "1"), ("hypot(3, 4)", "5"), ("(-8)^3", "-512"), ("0.1^3", "0.001"),
        ("1.10 * 3", "3.3"), ("1000000007^2", "1000000014000000049"), ("3 \\times 4", "12"), ("-0", "0"),
    ])
    func `expressions come out as people write numbers`(_ expression: String, _ result: String) throws {
        if result == "ERROR" {
            #expect(throws: CalculatorError.self) { try Calculator.evaluate(expression) }
        } else {
            #expect(try Calculator.evaluate(expression) == result)
        }
    }

    @Test(
        arguments: [
            ("", .empty), ("   ", .empty), ("1/0", .divisionByZero), ("5 % 0", .divisionByZero),
            ("0^-1", .divisionByZero),
            ("1 // 0", .divisionByZero), ("1/(2-2)", .divisionByZero), ("1 +", .syntax), ("(1", .syntax),
            ("1)", .syntax),
            ("1 2", .syntax), ("1.2.3", .syntax), ("3,5", .syntax), ("12,34", .syntax), ("1,2345", .syntax),
            ("* 3", .syntax),
            ("sqrt 4", .syntax), ("3 = 3", .syntax), ("1; 2", .syntax), ("'a'", .syntax), ("foo(2)", .unknownName),
            ("x", .unknownName), ("__import__('os')", .syntax), ("exec(1)", .unknownName), ("sqrt()", .wrongArguments),
            ("sqrt(1;2)", .wrongArguments), ("pow(2)", .wrongArguments), ("round(1.5, 0.5)", .wrongArguments),
            ("sqrt(-1)", .domain), ("ln(0)", .domain), ("log(-1)", .domain), ("(-8)^(1/3)", .domain),
            ("asin(2)", .domain),
            ("tan(pi/2)", .domain), ("(-1)!", .domain), ("1.5!", .domain), ("gcd(1.5, 2)", .domain),
            ("1e400", .overflow),
            ("171!", .overflow), ("10^400", .overflow), ("9^9^9", .overflow), ("exp(1000)", .overflow),
            ("1e99999999999", .overflow),
            ("1e-9999", .underflow), ("0.5^99999", .underflow), ("exp(-1000)", .underflow),
            ("5^9223372036854775807", .overflow),
            ("2^-9223372036854775808", .underflow), ("round(1, -9223372036854775808)", .wrongArguments),
            ("comb(9223372036854775807, 4611686018427387904)", .overflow),
        ] as [(String, CalculatorError.Reason)])
    func `what has no result says why`(_ expression: String, _ reason: CalculatorError.Reason) {
        #expect(throws: CalculatorError.self) { try Calculator.evaluate(expression) }
        do throws(CalculatorError) {
            _ = try Calculator.evaluate(expression)
        } catch {
            #expect(error.reason == reason, "\(error.message)")
        }
    }

    @Test func `length and depth are bounded`() {
        func reason(_ expression: String) -> CalculatorError.Reason? {
            do throws(CalculatorError) { _ = try Calculator.evaluate(expression) } catch { return error.reason }
            return nil
        }
        #expect(reason(String(repeating: "1+", count: 600) + "1") == .tooLong)
        #expect(reason(String(repeating: "(", count: 400) + "1" + String(repeating: ")", count: 400)) == .tooDeep)
        #expect(reason(String(repeating: "-", count: 900) + "1") == .tooDeep)
        #expect(reason(String(repeating: "2^", count: 400) + "2") == .tooDeep)
        #expect(reason(String(repeating: "(", count: 90) + "1" + String(repeating: ")", count: 90)) == nil)
        #expect(reason(String(repeating: "1+", count: 499) + "1") == nil)
    }
}
