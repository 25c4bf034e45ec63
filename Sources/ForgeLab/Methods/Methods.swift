private import ForgeCore

/// Every method there is. A new one is a file beside this and a line here.
package enum Methods {
    package static let all: [any Method.Type] = [
        Naive.self,
        ChainOfThought.self,
        SelfConsistency.self,
        RetrievalAugmented.self,
        ReAct.self,
    ]

    package static func named(_ name: String) -> (any Method.Type)? {
        all.first { $0.name == name }
    }

    /// - Throws: `LabError` when the method is unknown or its options are wrong.
    package static func make(_ config: MethodConfig) throws -> any Method {
        guard let type = named(config.name) else {
            throw LabError(
                .invalidInput, "config.method", "there is no method \(config.name)",
                remedy: "methods are: \(all.map { $0.name }.joined(separator: ", "))")
        }
        return try type.init(options: MethodOptions(config.options, fields: type.options))
    }
}

extension Methods {
    /// What configs may say of each method.
    package static var schemas: [MethodSchema] {
        all.map { MethodSchema(name: $0.name, summary: $0.summary, options: $0.options) }
    }
}
