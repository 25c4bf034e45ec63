/// Makes statements of a template's pieces.
struct JinjaParser {
    private var pieces: ArraySlice<JinjaLexer.Piece>
    private var depth = 0
    private static let greatestDepth = 100

    static func parse(_ source: String) throws -> [JinjaSyntax.Statement] {
        var parser = JinjaParser(pieces: try JinjaLexer.pieces(of: source)[...])
        let (statements, end) = try parser.body(until: [])
        guard end == nil else { throw JinjaError(message: "unexpected \(end ?? "") tag") }
        return statements
    }

    private init(pieces: ArraySlice<JinjaLexer.Piece>) { self.pieces = pieces }

    /// Statements up to one of the closing words, which is returned with what follows it left in `tail`.
    private mutating func body(until ends: Set<String>) throws -> ([JinjaSyntax.Statement], String?) {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.greatestDepth else { throw JinjaError(message: "the template is nested too deeply") }
        var statements: [JinjaSyntax.Statement] = []
        while let piece = pieces.popFirst() {
            switch piece {
            case .text(let text): statements.append(.text(text))
            case .output(let tokens): statements.append(.output(try JinjaExpressionParser.whole(tokens)))
            case .statement(let tokens):
                guard case .name(let word)? = tokens.first else { throw JinjaError(message: "an empty tag") }
                if ends.contains(word) {
                    tail = Array(tokens.dropFirst())
                    return (statements, word)
                }
                statements += try statement(word, JinjaExpressionParser(tokens.dropFirst()))
            }
        }
        guard ends.isEmpty else { throw JinjaError(message: "\(ends.sorted().joined(separator: " or ")) is missing") }
        return (statements, nil)
    }

    private var tail: [JinjaLexer.Token] = []

    private mutating func statement(
        _ word: String, _ tokens: JinjaExpressionParser
    ) throws -> [JinjaSyntax.Statement] {
        switch word {
        case "if": return [try condition(tokens)]
        case "for": return [try loop(tokens)]
        case "set": return [try assignment(tokens)]
        case "macro": return [try macro(tokens)]
        case "break": return [.breakLoop]
        case "continue": return [.continueLoop]
        // Marks the assistant's part for training masks; its content is rendered as it is.
        case "generation": return try body(until: ["endgeneration"]).0
        default: throw JinjaError(message: "the tag \(word) is not supported")
        }
    }

    private mutating func condition(_ tokens: JinjaExpressionParser) throws -> JinjaSyntax.Statement {
        var tokens = tokens
        var branches: [(test: JinjaSyntax.Expression, body: [JinjaSyntax.Statement])] = []
        var test = try tokens.expression(toEnd: true)
        while true {
            let (statements, end) = try body(until: ["elif", "else", "endif"])
            branches.append((test, statements))
            guard end == "elif" else {
                return .condition(branches, otherwise: end == "else" ? try body(until: ["endif"]).0 : [])
            }
            test = try JinjaExpressionParser.whole(tail)
        }
    }

    private mutating func loop(_ tokens: JinjaExpressionParser) throws -> JinjaSyntax.Statement {
        var tokens = tokens
        var names = [try tokens.name()]
        while tokens.take(",") { names.append(try tokens.name()) }
        guard tokens.takeName("in") else { throw JinjaError(message: "for without in") }
        let values = try tokens.alternative()
        let condition = tokens.takeName("if") ? try tokens.expression() : nil
        try tokens.finish()
        let (statements, end) = try body(until: ["else", "endfor"])
        let otherwise = end == "else" ? try body(until: ["endfor"]).0 : []
        return .loop(
            .init(names: names, values: values, condition: condition, body: statements, otherwise: otherwise))
    }

    private mutating func assignment(_ tokens: JinjaExpressionParser) throws -> JinjaSyntax.Statement {
        var tokens = tokens
        var target = [try tokens.name()]
        while tokens.take(".") { target.append(try tokens.name()) }
        if tokens.take("=") { return .set(target: target, try tokens.expression(toEnd: true)) }
        try tokens.finish()
        return .setBlock(name: target[0], try body(until: ["endset"]).0)
    }

    private mutating func macro(_ tokens: JinjaExpressionParser) throws -> JinjaSyntax.Statement {
        var tokens = tokens
        let name = try tokens.name()
        var parameters: [JinjaSyntax.Parameter] = []
        try tokens.expect("(")
        while !tokens.take(")") {
            let parameter = try tokens.name()
            parameters.append(.init(name: parameter, fallback: tokens.take("=") ? try tokens.expression() : nil))
            if !tokens.take(",") {
                try tokens.expect(")")
                break
            }
        }
        return .macro(JinjaMacro(name: name, parameters: parameters, body: try body(until: ["endmacro"]).0))
    }
}
