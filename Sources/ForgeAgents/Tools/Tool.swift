package import ForgeCore

/// Something that an agent may call.
///
/// A new tool is one file that conforms and a place in a `Toolbox`. It never throws: what goes wrong is a result that
/// the model reads.
package protocol Tool: Sendable {
    var spec: ToolSpec { get }

    /// Does it. The arguments are checked and converted already; the context is this run's own.
    func execute(_ arguments: ToolArguments, context: inout ToolContext) async -> ToolResult
}

/// What is declared of a tool: enough to explain it to a model, check its arguments and make a grammar.
package struct ToolSpec: Sendable, Codable, Hashable {
    /// Letters, digits and `_`.
    package var name: String
    /// Other names that models call it by.
    package var aliases: [String]
    /// One sentence for the prompt.
    package var summary: String
    package var parameters: [ToolParameter]
    /// The same call may give something new each time (`lookup` goes on to the next sentence).
    package var advances: Bool
    /// Its result can be an answer by itself (a number).
    package var resultIsAnswer: Bool

    package init(
        name: String, aliases: [String] = [], summary: String, parameters: [ToolParameter], advances: Bool = false,
        resultIsAnswer: Bool = false
    ) {
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.parameters = parameters
        self.advances = advances
        self.resultIsAnswer = resultIsAnswer
    }
}

/// One declared argument.
package struct ToolParameter: Sendable, Codable, Hashable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case string, integer, number, boolean
        /// A string that holds an arithmetic expression.
        case expression
    }

    package var name: String
    package var kind: Kind
    package var summary: String
    /// Nil makes the argument necessary.
    package var defaultValue: JSONValue?
    /// The range of an integer.
    package var range: ClosedRange<Int>?

    package init(
        _ name: String, _ kind: Kind, _ summary: String, default defaultValue: JSONValue? = nil,
        range: ClosedRange<Int>? = nil
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.defaultValue = defaultValue
        self.range = range
    }

    package var isRequired: Bool { defaultValue == nil }

    /// The value that a text stands for; nil when it is not of this kind.
    package func value(of text: String) -> JSONValue? {
        switch kind {
        case .string, .expression: .string(text)
        case .integer: Int(text).map(JSONValue.integer)
        case .number: Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        case .boolean: Bool(text).map(JSONValue.bool)
        }
    }
}

/// Checked arguments: every value has its parameter's kind, defaults are filled in.
package struct ToolArguments: Sendable, Codable, Hashable {
    package var values: [String: JSONValue]

    package init(_ values: [String: JSONValue]) { self.values = values }

    package func string(_ name: String) -> String { values[name]?.string ?? "" }
    package func int(_ name: String) -> Int? { values[name]?.int }

    /// Equal text for equal arguments.
    package var canonicalText: String { (try? JSON.text(values)) ?? "" }
}
