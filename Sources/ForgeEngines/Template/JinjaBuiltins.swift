import Foundation

/// Operators, subscripts, tests and global functions of templates.
enum JinjaBuiltins {
    // MARK: Access

    static func items(of value: JinjaValue) throws -> [JinjaValue] {
        switch value {
        case .list(let values): values
        case .dictionary(let members): members.map { .string($0.key) }
        case .string(let text): try characters(of: text)
        case .undefined: []
        default: throw JinjaError(message: "\(value.text) cannot be looped over")
        }
    }

    private static func characters(of text: String) throws -> [JinjaValue] {
        try JinjaLimits.check(items: text.count)
        return text.map { .string(String($0)) }
    }

    static func member(_ name: String, of value: JinjaValue) throws -> JinjaValue {
        if case .undefined(let what) = value { throw JinjaError(message: "\(what) is undefined") }
        return value.member(name) ?? .undefined(name)
    }

    static func element(_ index: JinjaValue, of value: JinjaValue) throws -> JinjaValue {
        switch (value, index) {
        case (.undefined(let what), _): throw JinjaError(message: "\(what) is undefined")
        case (.list(let values), .integer(let place)):
            let place = place < 0 ? place + values.count : place
            return values.indices.contains(place) ? values[place] : .undefined("element \(place)")
        case (.string(let text), .integer(let place)):
            let (start, limit) =
                place < 0 ? (text.endIndex, text.startIndex) : (text.startIndex, text.endIndex)
            guard let index = text.index(start, offsetBy: place, limitedBy: limit), index < text.endIndex else {
                return .undefined("character \(place)")
            }
            return .string(String(text[index]))
        case (_, .string(let name)): return value.member(name) ?? .undefined(name)
        default: return .undefined("element \(index.text)")
        }
    }

    static func slice(
        _ value: JinjaValue, from: JinjaValue?, to: JinjaValue?, step: JinjaValue?
    ) throws -> JinjaValue {
        if case .string(let text) = value {
            return .string(String(try sliced(Array(text), from: from, to: to, step: step)))
        }
        return .list(try sliced(items(of: value), from: from, to: to, step: step))
    }

    private static func sliced<Element>(
        _ items: [Element], from: JinjaValue?, to: JinjaValue?, step: JinjaValue?
    ) throws -> [Element] {
        // A longer step than there are elements chooses as many as one of that length, and cannot overflow.
        let step = min(max(step?.int ?? 1, -items.count - 1), items.count + 1)
        guard step != 0 else { throw JinjaError(message: "a slice with step 0") }
        func bound(_ value: JinjaValue?, _ fallback: Int) -> Int {
            guard let place = value?.int else { return fallback }
            let low = step > 0 ? 0 : -1
            return min(max(place < 0 ? place + items.count : place, low), step > 0 ? items.count : items.count - 1)
        }
        let start = bound(from, step > 0 ? 0 : items.count - 1)
        let end = bound(to, step > 0 ? items.count : -1)
        return stride(from: start, to: end, by: step).map { items[$0] }
    }

    // MARK: Operators

    static func unary(_ symbol: String, _ value: JinjaValue) throws -> JinjaValue {
        switch symbol {
        case "not": return .bool(!value.isTrue)
        case "+": return value
        default:
            if let number = value.int {
                let (negative, overflow) = 0.subtractingReportingOverflow(number)
                guard !overflow else { throw JinjaError(message: "-(\(number)) is too large") }
                return .integer(negative)
            }
            guard let number = value.double else { throw JinjaError(message: "\(value.text) has no negative") }
            return .number(-number)
        }
    }

    static func binary(_ symbol: String, _ left: JinjaValue, _ right: JinjaValue) throws -> JinjaValue {
        switch symbol {
        case "~": return .string(left.text + right.text)
        case "==": return .bool(left == right)
        case "!=": return .bool(left != right)
        case "in": return .bool(try contains(right, left))
        case "<", ">", "<=", ">=": return .bool(try compare(symbol, left, right))
        case "+":
            if case .string(let first) = left, case .string(let second) = right { return .string(first + second) }
            if case .list(let first) = left, case .list(let second) = right { return .list(first + second) }
            return try arithmetic(symbol, left, right)
        default: return try arithmetic(symbol, left, right)
        }
    }

    private static func contains(_ container: JinjaValue, _ item: JinjaValue) throws -> Bool {
        switch container {
        case .string(let text):
            guard case .string(let part) = item else { throw JinjaError(message: "only text can be in a text") }
            return part.isEmpty || text.contains(part)
        case .list(let values): return values.contains(item)
        case .dictionary, .namespace: return container.member(item.text) != nil
        case .undefined: return false
        default: throw JinjaError(message: "nothing can be in \(container.text)")
        }
    }

    private static func compare(_ symbol: String, _ left: JinjaValue, _ right: JinjaValue) throws -> Bool {
        func result<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch symbol {
            case "<": left < right
            case ">": left > right
            case "<=": left <= right
            default: left >= right
            }
        }
        if case .string(let first) = left, case .string(let second) = right { return result(first, second) }
        guard let first = left.double, let second = right.double else {
            throw JinjaError(message: "\(left.text) and \(right.text) cannot be compared")
        }
        return result(first, second)
    }

    private static func arithmetic(_ symbol: String, _ left: JinjaValue, _ right: JinjaValue) throws -> JinjaValue {
        let failure = JinjaError(message: "\(left.text) \(symbol) \(right.text) cannot be computed")
        if let first = left.int, let second = right.int, symbol != "/", symbol != "**" {
            let (value, overflow) = try integer(symbol, first, second, failure)
            guard !overflow else { throw failure }
            return .integer(value)
        }
        guard let first = left.double, let second = right.double else { throw failure }
        switch symbol {
        case "+": return .number(first + second)
        case "-": return .number(first - second)
        case "*": return .number(first * second)
        case "/" where second != 0: return .number(first / second)
        case "//" where second != 0: return .number((first / second).rounded(.down))
        case "**": return .number(pow(first, second))
        default: throw failure
        }
    }

    private static func integer(
        _ symbol: String, _ first: Int, _ second: Int, _ failure: JinjaError
    ) throws -> (Int, Bool) {
        switch symbol {
        case "+": return first.addingReportingOverflow(second)
        case "-": return first.subtractingReportingOverflow(second)
        case "*": return first.multipliedReportingOverflow(by: second)
        case "//", "%":
            guard second != 0, !(first == .min && second == -1) else { throw failure }
            let (quotient, remainder) = first.quotientAndRemainder(dividingBy: second)
            // Python rounds towards minus infinity.
            let isOff = remainder != 0 && (remainder < 0) != (second < 0)
            return symbol == "%"
                ? (isOff ? remainder + second : remainder, false) : (isOff ? quotient - 1 : quotient, false)
        default: throw failure
        }
    }

    // MARK: Tests and functions

    static func test(_ name: String, _ value: JinjaValue, _ arguments: [JinjaValue]) throws -> Bool {
        switch name {
        case "defined": if case .undefined = value { false } else { true }
        case "undefined": if case .undefined = value { true } else { false }
        case "none": if case .none = value { true } else { false }
        case "string": if case .string = value { true } else { false }
        case "boolean": if case .bool = value { true } else { false }
        case "integer": if case .integer = value { true } else { false }
        case "float": if case .number = value { true } else { false }
        case "number": if case .bool = value { false } else { value.double != nil }
        case "mapping": if case .dictionary = value { true } else { false }
        case "iterable", "sequence":
            switch value {
            case .list, .dictionary, .string: true
            default: false
            }
        case "true": if case .bool(true) = value { true } else { false }
        case "false": if case .bool(false) = value { true } else { false }
        case "odd": value.int.map { $0 % 2 != 0 } ?? false
        case "even": value.int.map { $0 % 2 == 0 } ?? false
        case "eq", "equalto", "sameas": arguments.first.map { $0 == value } ?? false
        case "ne": arguments.first.map { $0 != value } ?? false
        case "in": try arguments.first.map { try contains($0, value) } ?? false
        default: throw JinjaError(message: "the test \(name) is not supported")
        }
    }

    static func function(_ name: String, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch name {
        case "raise_exception":
            throw JinjaError(message: arguments[0]?.text ?? "the template refused", isRefusal: true)
        case "namespace":
            return .namespace(
                JinjaNamespace(members: Dictionary(arguments.named.map { ($0.name, $0.value) }) { $1 }))
        case "dict": return .dictionary(arguments.named.map { (key: $0.name, value: $0.value) })
        case "range": return try range(arguments.positional)
        case "strftime_now": return .string(try date(format: arguments[0]?.text ?? ""))
        default: throw JinjaError(message: "the function \(name) is not supported")
        }
    }

    private static func range(_ arguments: [JinjaValue]) throws -> JinjaValue {
        let bounds = arguments.compactMap(\.int)
        guard (1...3).contains(bounds.count), bounds.count == arguments.count else {
            throw JinjaError(message: "range needs one to three whole numbers")
        }
        let step = bounds.count == 3 ? bounds[2] : 1
        let (start, end) = bounds.count == 1 ? (0, bounds[0]) : (bounds[0], bounds[1])
        guard step != 0 else { throw JinjaError(message: "a range with step 0") }
        guard step > 0 ? start < end : start > end else { return .list([]) }
        let (distance, overflow) = end.subtractingReportingOverflow(start)
        guard !overflow, distance.magnitude <= JinjaLimits.items else {
            throw JinjaError(message: "a range that is too long")
        }
        let stepLength = Int(min(step.magnitude, distance.magnitude))
        let count = (Int(distance.magnitude) + stepLength - 1) / stepLength
        return .list((0..<count).map { .integer(start + $0 * stepLength * step.signum()) })
    }

    /// The date now in the local time zone, as Python's `strftime` writes it.
    private static func date(format: String) throws -> String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        var buffer = [CChar](repeating: 0, count: 256)
        let length = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
