/// Reads one tag's tokens as expressions, by precedence from `if … else` down to literals.
struct JinjaExpressionParser {
    typealias Expression = JinjaSyntax.Expression

    private var tokens: ArraySlice<JinjaLexer.Token>
    private var depth = 0
    private static let greatestDepth = 60

    init(_ tokens: some Sequence<JinjaLexer.Token>) { self.tokens = ArraySlice(tokens) }

    /// All of the tokens as one expression.
    static func whole(_ tokens: [JinjaLexer.Token]) throws -> Expression {
        var parser = JinjaExpressionParser(tokens)
        return try parser.expression(toEnd: true)
    }

    // MARK: Tokens

    mutating func take(_ symbol: String) -> Bool {
        guard tokens.first == .symbol(symbol) else { return false }
        tokens.removeFirst()
        return true
    }

    mutating func takeName(_ word: String) -> Bool {
        guard tokens.first == .name(word) else { return false }
        tokens.removeFirst()
        return true
    }

    mutating func expect(_ symbol: String) throws {
        guard take(symbol) else { throw JinjaError(message: "expected \(symbol)") }
    }

    mutating func name() throws -> String {
        guard case .name(let name)? = tokens.popFirst() else { throw JinjaError(message: "expected a name") }
        return name
    }

    func finish() throws {
        guard tokens.isEmpty else { throw JinjaError(message: "unexpected text at the end of a tag") }
    }

    // MARK: Precedence

    /// Parses one level deeper, so that what recurses cannot exhaust the stack.
    private mutating func deeper(_ parse: (inout Self) throws -> Expression) throws -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.greatestDepth else { throw JinjaError(message: "an expression is nested too deeply") }
        return try parse(&self)
    }

    mutating func expression(toEnd: Bool = false) throws -> Expression {
        try deeper { try $0.conditional(toEnd: toEnd) }
    }

    private mutating func conditional(toEnd: Bool) throws -> Expression {
        let value = try alternative()
        var result = value
        if takeName("if") {
            let condition = try alternative()
            result = .conditional(
                value, condition: condition, otherwise: takeName("else") ? try expression() : nil)
        }
        if toEnd { try finish() }
        return result
    }

    mutating func alternative() throws -> Expression {
        var left = try conjunction()
        while takeName("or") { left = .binary("or", left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws -> Expression {
        var left = try negation()
        while takeName("and") { left = .binary("and", left, try negation()) }
        return left
    }

    private mutating func negation() throws -> Expression {
        if tokens.first == .name("not") {
            tokens.removeFirst()
            return .unary("not", try deeper { try $0.negation() })
        }
        return try comparison()
    }

    private mutating func comparison() throws -> Expression {
        var left = try sum()
        while true {
            if let symbol = takeSymbol(of: ["==", "!=", "<", ">", "<=", ">="]) {
                left = .binary(symbol, left, try sum())
            } else if takeName("in") {
                left = .binary("in", left, try sum())
            } else if tokens.starts(with: [.name("not"), .name("in")]) {
                tokens.removeFirst(2)
                left = .unary("not", .binary("in", left, try sum()))
            } else {
                return left
            }
        }
    }

    private mutating func takeSymbol(of symbols: [String]) -> String? {
        guard case .symbol(let symbol)? = tokens.first, symbols.contains(symbol) else { return nil }
        tokens.removeFirst()
        return symbol
    }

    private mutating func sum() throws -> Expression {
        var left = try concatenation()
        while let symbol = takeSymbol(of: ["+", "-"]) { left = .binary(symbol, left, try concatenation()) }
        return left
    }

    private mutating func concatenation() throws -> Expression {
        var left = try product()
        while take("~") { left = .binary("~", left, try product()) }
        return left
    }

    private mutating func product() throws -> Expression {
        var left = try unary()
        while let symbol = takeSymbol(of: ["*", "/", "//", "%", "**"]) { left = .binary(symbol, left, try unary()) }
        return left
    }

    private mutating func unary() throws -> Expression {
        if let sign = takeSymbol(of: ["-", "+"]) {
            return .unary(sign, try deeper { try $0.unary() })
        }
        return try filtered(postfix(primary()))
    }

    private mutating func filtered(_ value: Expression) throws -> Expression {
        var value = value
        while true {
            if take("|") {
                value = .filter(value, try name(), take("(") ? try arguments() : .init())
            } else if takeName("is") {
                let negated = takeName("not")
                let test = try name()
                value = .test(value, test, try testArguments(), negated: negated)
            } else {
                return value
            }
        }
    }

    private mutating func testArguments() throws -> [Expression] {
        if take("(") { return try arguments().positional }
        switch tokens.first {
        case .string, .integer, .number: return [try primary()]
        case .name(let word) where !["and", "or", "not", "if", "else", "is", "in"].contains(word):
            return [try postfix(primary())]
        default: return []
        }
    }

    // MARK: Operands

    private mutating func postfix(_ value: Expression) throws -> Expression {
        var value = value
        while true {
            if take(".") {
                value = .member(value, try name())
            } else if take("[") {
                value = try subscripted(value)
            } else if take("(") {
                value = .call(value, try arguments())
            } else {
                return value
            }
        }
    }

    private mutating func subscripted(_ value: Expression) throws -> Expression {
        var parts: [Expression?] = [nil]
        while !take("]") {
            if take(":") {
                parts.append(nil)
            } else {
                parts[parts.count - 1] = try expression()
            }
            guard !tokens.isEmpty else { throw JinjaError(message: "expected ]") }
        }
        if parts.count == 1, let index = parts[0] { return .subscripted(value, index) }
        guard (2...3).contains(parts.count) else { throw JinjaError(message: "an empty subscript") }
        return .slice(value, from: parts[0], to: parts[1], step: parts.count == 3 ? parts[2] : nil)
    }

    private mutating func arguments() throws -> JinjaSyntax.Arguments {
        var arguments = JinjaSyntax.Arguments()
        while !take(")") {
            if case .name(let name)? = tokens.first, tokens.dropFirst().first == .symbol("=") {
                tokens.removeFirst(2)
                arguments.named.append((name, try expression()))
            } else {
                arguments.positional.append(try expression())
            }
            if !take(",") {
                try expect(")")
                break
            }
        }
        return arguments
    }

    private mutating func primary() throws -> Expression {
        switch tokens.popFirst() {
        case .string(var text):
            while case .string(let more)? = tokens.first {
                tokens.removeFirst()
                text += more
            }
            return .literal(.string(text))
        case .integer(let value): return .literal(.integer(value))
        case .number(let value): return .literal(.number(value))
        case .name(let name): return Self.constants[name].map(Expression.literal) ?? .name(name)
        case .symbol("("): return try parenthesised()
        case .symbol("["): return .list(try items(until: "]"))
        case .symbol("{"): return try dictionary()
        default: throw JinjaError(message: "expected a value")
        }
    }

    private static var constants: [String: JinjaValue] {
        [
            "true": .bool(true), "True": .bool(true), "false": .bool(false), "False": .bool(false), "none": .none,
            "None": .none,
        ]
    }

    /// An expression in parentheses, or a tuple, which is read as a list.
    private mutating func parenthesised() throws -> Expression {
        if take(")") { return .list([]) }
        let first = try expression()
        if take(")") { return first }
        try expect(",")
        return .list([first] + (try items(until: ")")))
    }

    private mutating func items(until end: String) throws -> [Expression] {
        var items: [Expression] = []
        while !take(end) {
            items.append(try expression())
            if !take(",") {
                try expect(end)
                break
            }
        }
        return items
    }

    private mutating func dictionary() throws -> Expression {
        var members: [(key: Expression, value: Expression)] = []
        while !take("}") {
            let key = try expression()
            try expect(":")
            members.append((key, try expression()))
            if !take(",") {
                try expect("}")
                break
            }
        }
        return .dictionary(members)
    }
}
