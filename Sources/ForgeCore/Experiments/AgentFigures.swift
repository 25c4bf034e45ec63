/// How an experiment's agents went about their questions, in counts.
package struct AgentFigures: Sendable, Codable, Hashable {
    /// End status → runs.
    package var endings: [String: Int]
    /// Tool → kind of error → calls; the empty kind stands for success.
    package var tools: [String: [String: Int]]

    package init(endings: [String: Int] = [:], tools: [String: [String: Int]] = [:]) {
        self.endings = endings
        self.tools = tools
    }

    package var isEmpty: Bool { endings.isEmpty }
    package var runs: Int { endings.values.reduce(0, +) }

    package func calls(of tool: String) -> Int { (tools[tool] ?? [:]).values.reduce(0, +) }
    package func failures(of tool: String) -> Int { calls(of: tool) - (tools[tool]?[""] ?? 0) }
}
