private import ForgeCore

/// The tools of an agent, found by name.
package struct Toolbox: Sendable {
    package let tools: [any Tool]
    package var specs: [ToolSpec] { tools.map(\.spec) }

    /// - Throws: `AgentError` for a name that is empty, wrong or taken.
    package init(_ tools: [any Tool]) throws {
        try Self.checkNames(tools.map(\.spec.name))
        self.tools = tools
    }

    /// - Throws: `AgentError` for a name that is empty, wrong or there twice.
    package static func checkNames(_ names: [String]) throws {
        var taken: Set<String> = []
        for name in names {
            guard isName(name) else {
                throw AgentError(
                    .invalidInput, "tool.name", "`\(name)` cannot be the name of a tool", remedy: nameRule)
            }
            guard taken.insert(ToolNames.folded(name)).inserted else {
                throw AgentError(
                    .invalidInput, "tool.name", "two tools are called \(name)",
                    remedy: "give one of them another name")
            }
        }
    }

    static let nameRule = "names hold letters, digits and _"

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    package func tool(named name: String) -> (any Tool)? { tools.first { $0.spec.name == name } }
}

/// Names as models write them.
package enum ToolNames {
    /// The tool that a name means: by its name or an alias, whatever the case and the separators.
    package static func resolve(_ name: String, among specs: [ToolSpec]) -> ToolSpec? {
        let word = folded(name)
        guard !word.isEmpty else { return nil }
        return specs.first { folded($0.name) == word } ?? specs.first { $0.aliases.contains { folded($0) == word } }
    }

    /// What to tell about a name that is no tool.
    package static func unknown(_ name: String, among specs: [ToolSpec]) -> String {
        let known = specs.map(\.name)
        let nearest = NearestName.of(name, among: known).map { " Did you mean \($0)?" } ?? ""
        return "There is no tool \(name.prefix(60)).\(nearest) Tools are: \(known.joined(separator: ", "))."
    }

    static func folded(_ name: String) -> String {
        String(name.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) })
    }
}
