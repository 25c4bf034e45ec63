/// The parts of a parsed chat template.
enum JinjaSyntax {
    indirect enum Expression {
        case literal(JinjaValue)
        case list([Expression])
        case dictionary([(key: Expression, value: Expression)])
        case name(String)
        case member(Expression, String)
        case subscripted(Expression, Expression)
        case slice(Expression, from: Expression?, to: Expression?, step: Expression?)
        case call(Expression, Arguments)
        case filter(Expression, String, Arguments)
        case test(Expression, String, [Expression], negated: Bool)
        case unary(String, Expression)
        case binary(String, Expression, Expression)
        case conditional(Expression, condition: Expression, otherwise: Expression?)
    }

    struct Arguments {
        var positional: [Expression] = []
        var named: [(name: String, value: Expression)] = []
    }

    struct Parameter {
        var name: String
        var fallback: Expression?
    }

    indirect enum Statement {
        case text(String)
        case output(Expression)
        case condition([(test: Expression, body: [Statement])], otherwise: [Statement])
        case loop(Loop)
        case set(target: [String], Expression)
        case setBlock(name: String, [Statement])
        case macro(JinjaMacro)
        case breakLoop
        case continueLoop
    }

    struct Loop {
        var names: [String]
        var values: Expression
        var condition: Expression?
        var body: [Statement]
        var otherwise: [Statement]
    }
}

/// A template that breaks Jinja's rules or uses a part of it that is not supported.
struct JinjaError: Error {
    var message: String
    /// Whether the template itself refused (`raise_exception`), for example because roles do not alternate.
    var isRefusal = false
}
