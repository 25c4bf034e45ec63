package import ForgeAgents

/// What an agent works with.
package struct AgentSpecification: Sendable {
    /// Names of its tools, `finish` left out.
    package var tools: [String]
    /// Nil when Wikipedia is not asked.
    package var wikipedia: WikipediaSettings?
    /// Tools that the config describes.
    package var http: [HTTPTool.Settings]

    package init(tools: [String], wikipedia: WikipediaSettings? = nil, http: [HTTPTool.Settings] = []) {
        self.http = http
        self.tools = tools
        self.wikipedia = wikipedia
    }
}
