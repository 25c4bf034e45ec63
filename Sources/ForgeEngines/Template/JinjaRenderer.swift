import Foundation

/// Runs a parsed template.
///
/// The part of Jinja that chat templates use, with Hugging Face transformers' settings; whatever is beyond it is an
/// error, never skipped. A template comes from a downloaded file, so its work and its output are bounded.
struct JinjaRenderer {
    private enum Flow { case normal, breakLoop, continueLoop }

    private var scopes: [[String: JinjaValue]]
    private var output = ""
    private var workLeft = 1_000_000
    private var macroDepth = 0
    private var depth = 0
    private var namespaces: [JinjaNamespace] = []
    private static let longestOutput = 64 << 20

    static func render(
        _ statements: [JinjaSyntax.Statement], variables: [String: JinjaValue]
    ) throws -> String {
        var renderer = JinjaRenderer(scopes: [variables])
        defer { renderer.emptyNamespaces() }
        _ = try renderer.run(statements)
        return renderer.output
    }

    private init(scopes: [[String: JinjaValue]]) { self.scopes = scopes }

    /// Namespaces can refer to each other in circles and long chains; emptied one by one, none leaks or recurses.
    private func emptyNamespaces() {
        for namespace in namespaces { namespace.members = [:] }
    }

    private mutating func work(_ cost: Int = 1) throws {
        workLeft -= cost
        guard workLeft > 0, output.utf8.count < Self.longestOutput else {
            throw JinjaError(message: "the template does not come to an end")
        }
    }

    /// Does something one level deeper, so that what recurses cannot exhaust the stack.
    private mutating func enter() throws {
        depth += 1
        guard depth < JinjaLimits.evaluationDepth else {
            throw JinjaError(message: "the template is nested too deeply or has a chain of too many operators")
        }
    }

    /// A new value, within the limits and counted as work.
    private mutating func made(_ value: JinjaValue) throws -> JinjaValue {
        try work(JinjaLimits.cost(of: value))
        return value
    }

    // MARK: Statements

    private mutating func run(_ statements: [JinjaSyntax.Statement]) throws -> Flow {
        try enter()
        defer { depth -= 1 }
        for statement in statements {
            try work()
            let flow = try run(statement)
            if flow != .normal { return flow }
        }
        return .normal
    }

    private mutating func run(_ statement: JinjaSyntax.Statement) throws -> Flow {
        switch statement {
        case .text(let text): output += text
        case .output(let expression): output += try value(of: expression).text
        case .condition(let branches, let otherwise):
            for branch in branches where try value(of: branch.test).isTrue { return try run(branch.body) }
            return try run(otherwise)
        case .loop(let loop): try run(loop)
        case .set(let target, let expression): try set(target, to: value(of: expression))
        case .setBlock(let name, let body): try set([name], to: made(.string(captured(body))))
        case .macro(let macro): try set([macro.name], to: .macro(macro))
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        }
        return .normal
    }

    private mutating func captured(_ body: [JinjaSyntax.Statement]) throws -> String {
        let outside = output
        output = ""
        defer { output = outside }
        _ = try run(body)
        return output
    }

    private mutating func set(_ target: [String], to value: JinjaValue) throws {
        guard target.count > 1 else {
            scopes[scopes.count - 1][target[0]] = value
            return
        }
        guard target.count == 2, case .namespace(let namespace)? = lookUp(target[0]) else {
            throw JinjaError(message: "\(target.joined(separator: ".")) cannot be set")
        }
        namespace.members[target[1]] = value
    }

    private mutating func run(_ loop: JinjaSyntax.Loop) throws {
        let all = try JinjaBuiltins.items(of: value(of: loop.values))
        scopes.append([:])
        defer { scopes.removeLast() }
        let values = try all.filter { item in
            guard let condition = loop.condition else { return true }
            try bind(loop.names, to: item)
            return try value(of: condition).isTrue
        }
        if values.isEmpty {
            _ = try run(loop.otherwise)
            return
        }
        for (index, item) in values.enumerated() {
            scopes[scopes.count - 1] = ["loop": Self.loopState(index, values)]
            try bind(loop.names, to: item)
            if try run(loop.body) == .breakLoop { return }
        }
    }

    private mutating func bind(_ names: [String], to item: JinjaValue) throws {
        guard names.count > 1 else {
            scopes[scopes.count - 1][names[0]] = item
            return
        }
        guard case .list(let parts) = item, parts.count == names.count else {
            throw JinjaError(message: "a loop over \(names.count) names needs lists of as many values")
        }
        for (name, part) in zip(names, parts) { scopes[scopes.count - 1][name] = part }
    }

    private static func loopState(_ index: Int, _ values: [JinjaValue]) -> JinjaValue {
        .dictionary([
            "index": .integer(index + 1), "index0": .integer(index), "first": .bool(index == 0),
            "last": .bool(index == values.count - 1), "length": .integer(values.count),
            "revindex": .integer(values.count - index), "revindex0": .integer(values.count - index - 1),
            "previtem": index > 0 ? values[index - 1] : .undefined("previtem"),
            "nextitem": index + 1 < values.count ? values[index + 1] : .undefined("nextitem"),
        ])
    }

    // MARK: Expressions

    private func lookUp(_ name: String) -> JinjaValue? {
        for scope in scopes.reversed() { if let value = scope[name] { return value } }
        return nil
    }

    private mutating func value(of expression: JinjaSyntax.Expression) throws -> JinjaValue {
        try work()
        try enter()
        defer { depth -= 1 }
        switch expression {
        case .literal(let value): return value
        case .name(let name): return lookUp(name) ?? .undefined(name)
        case .member(let base, let name): return try JinjaBuiltins.member(name, of: value(of: base))
        default: return try made(compute(expression))
        }
    }

    private mutating func compute(_ expression: JinjaSyntax.Expression) throws -> JinjaValue {
        switch expression {
        case .literal, .name, .member: return try value(of: expression)
        case .list(let items): return .list(try items.map { try value(of: $0) })
        case .dictionary(let members):
            return .dictionary(try members.map { (key: try value(of: $0.key).text, value: try value(of: $0.value)) })
        case .subscripted(let base, let index):
            return try JinjaBuiltins.element(value(of: index), of: value(of: base))
        case .slice(let base, let from, let to, let step):
            return try JinjaBuiltins.slice(
                value(of: base), from: from.map { try value(of: $0) }, to: to.map { try value(of: $0) },
                step: step.map { try value(of: $0) })
        case .call(let callee, let arguments): return try call(callee, arguments)
        case .filter(let base, let name, let arguments):
            return try JinjaBuiltins.filter(name, value(of: base), evaluated(arguments))
        case .test(let base, let name, let arguments, let negated):
            let result = try JinjaBuiltins.test(name, value(of: base), arguments.map { try value(of: $0) })
            return .bool(result != negated)
        case .unary(let symbol, let operand): return try JinjaBuiltins.unary(symbol, value(of: operand))
        case .binary(let symbol, let left, let right): return try binary(symbol, left, right)
        case .conditional(let result, let condition, let otherwise):
            if try value(of: condition).isTrue { return try value(of: result) }
            return try otherwise.map { try value(of: $0) } ?? .undefined("the else part")
        }
    }

    private mutating func binary(
        _ symbol: String, _ left: JinjaSyntax.Expression, _ right: JinjaSyntax.Expression
    ) throws -> JinjaValue {
        let first = try value(of: left)
        switch symbol {
        case "and": return first.isTrue ? try value(of: right) : first
        case "or": return first.isTrue ? first : try value(of: right)
        default: return try JinjaBuiltins.binary(symbol, first, value(of: right))
        }
    }

    private mutating func evaluated(_ arguments: JinjaSyntax.Arguments) throws -> JinjaArguments {
        JinjaArguments(
            positional: try arguments.positional.map { try value(of: $0) },
            named: try arguments.named.map { (name: $0.name, value: try value(of: $0.value)) })
    }

    // MARK: Calls

    private mutating func call(
        _ callee: JinjaSyntax.Expression, _ arguments: JinjaSyntax.Arguments
    ) throws -> JinjaValue {
        let arguments = try evaluated(arguments)
        if case .member(let base, let method) = callee {
            let receiver = try value(of: base)
            if case .macro(let macro)? = receiver.member(method) { return try call(macro, arguments) }
            return try JinjaBuiltins.method(method, of: receiver, arguments)
        }
        guard case .name(let name) = callee else { throw JinjaError(message: "only names can be called") }
        if case .macro(let macro)? = lookUp(name) { return try call(macro, arguments) }
        let result = try JinjaBuiltins.function(name, arguments)
        if case .namespace(let namespace) = result { namespaces.append(namespace) }
        return result
    }

    private mutating func call(_ macro: JinjaMacro, _ arguments: JinjaArguments) throws -> JinjaValue {
        macroDepth += 1
        defer { macroDepth -= 1 }
        guard macroDepth < 50 else { throw JinjaError(message: "the macro \(macro.name) calls itself without end") }
        var scope: [String: JinjaValue] = [:]
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.positional.count {
                scope[parameter.name] = arguments.positional[index]
            } else if let value = arguments[parameter.name] {
                scope[parameter.name] = value
            } else {
                scope[parameter.name] = try parameter.fallback.map { try value(of: $0) } ?? .undefined(parameter.name)
            }
        }
        scopes.append(scope)
        defer { scopes.removeLast() }
        return .string(try captured(macro.body))
    }
}

/// Arguments of a call or filter.
struct JinjaArguments {
    var positional: [JinjaValue] = []
    var named: [(name: String, value: JinjaValue)] = []

    subscript(index: Int) -> JinjaValue? { positional.indices.contains(index) ? positional[index] : nil }

    subscript(name: String) -> JinjaValue? { named.last { $0.name == name }?.value }
}
