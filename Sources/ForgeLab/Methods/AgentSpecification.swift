package import ForgeAgents

/// What an agent works with.
package struct AgentSpecification: Sendable {
    /// Names of its tools, `finish` left out.
    package var tools: [String]
    /// Nil when Wikipedia is not asked.
    package var wikipedia: WikipediaSettings?

    package init(tools: [String], wikipedia: WikipediaSettings? = nil) {
        self.tools = tools
        self.wikipedia = wikipedia
    }
}
