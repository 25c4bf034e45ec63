/// A value in a chat template.
indirect enum JinjaValue {
    case undefined(String)
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([JinjaValue])
    case dictionary([(key: String, value: JinjaValue)])
    /// A `namespace(...)`: the one thing a template can change from inside a loop.
    case namespace(JinjaNamespace)
    case macro(JinjaMacro)

    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .number(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let values): !values.isEmpty
        case .dictionary(let members): !members.isEmpty
        case .namespace, .macro: true
        }
    }

    /// As Python's `str()` writes it.
    var text: String {
        switch self {
        case .undefined: ""
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .string(let value): value
        case .list(let values): "[" + values.map(\.representation).joined(separator: ", ") + "]"
        case .dictionary(let members):
            "{" + members.map { "'\($0.key)': \($0.value.representation)" }.joined(separator: ", ") + "}"
        case .namespace: "<namespace>"
        case .macro(let macro): "<macro \(macro.name)>"
        }
    }

    private var representation: String { if case .string(let value) = self { "'\(value)'" } else { text } }

    func member(_ name: String) -> JinjaValue? {
        switch self {
        case .dictionary(let members): members.last { $0.key == name }?.value
        case .namespace(let namespace): namespace.members[name]
        default: nil
        }
    }

    static func dictionary(_ members: KeyValuePairs<String, JinjaValue>) -> JinjaValue {
        .dictionary(members.map { (key: $0.key, value: $0.value) })
    }
}

final class JinjaNamespace {
    var members: [String: JinjaValue]

    init(members: [String: JinjaValue]) { self.members = members }
}

struct JinjaMacro {
    var name: String
    var parameters: [JinjaSyntax.Parameter]
    var body: [JinjaSyntax.Statement]
}

extension JinjaValue: Equatable {
    static func == (left: JinjaValue, right: JinjaValue) -> Bool {
        switch (left, right) {
        case (.undefined, .undefined), (.none, .none): true
        case (.string(let left), .string(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.dictionary(let left), .dictionary(let right)):
            left.count == right.count && left.allSatisfy { member in right.contains { $0 == member } }
        default: left.double.map { $0 == right.double } ?? false
        }
    }

    /// The number a value stands for in arithmetic and comparisons; booleans count, as in Python.
    var double: Double? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    var int: Int? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): value
        default: nil
        }
    }
}
