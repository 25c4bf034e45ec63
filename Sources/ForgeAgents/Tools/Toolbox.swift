private import ForgeCore

/// The tools of an agent, found by name.
package struct Toolbox: Sendable {
    package let tools: [any Tool]
    package var specs: [ToolSpec] { tools.map(\.spec) }

    /// - Throws: `AgentError` for a name that is empty, wrong or taken.
    package init(_ tools: [any Tool]) throws {
        var taken: Set<String> = []
        for spec in tools.map(\.spec) {
            let isName =
                !spec.name.isEmpty && spec.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard isName else {
                throw AgentError(
                    .invalidInput, "tool.name", "`\(spec.name)` cannot be the name of a tool",
                    remedy: "names hold letters, digits and _")
            }
            guard taken.insert(ToolNames.folded(spec.name)).inserted else {
                throw AgentError(.invalidInput, "tool.name", "two tools are called \(spec.name)")
            }
        }
        self.tools = tools
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
