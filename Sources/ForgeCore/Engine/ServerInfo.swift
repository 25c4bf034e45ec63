/// The server behind an engine, as provenance records it. Nothing in it is secret.
package struct ServerInfo: Sendable, Codable, Hashable {
    package var kind: ServerKind
    /// Scheme, host, port and path.
    package var address: String
    /// Nil where the server does not tell.
    package var version: String?
    /// Whether the model's template knows tool calls; nil where the server does not tell.
    package var callsTools: Bool?
    /// Whether the server counts tokens of any text; without, they are estimated.
    package var countsTokens: Bool
    /// The environment variable that the key was taken from; nil when none was sent.
    package var keyVariable: String?

    package init(
        kind: ServerKind, address: String, version: String? = nil, callsTools: Bool? = nil, countsTokens: Bool,
        keyVariable: String? = nil
    ) {
        self.kind = kind
        self.address = address
        self.version = version
        self.callsTools = callsTools
        self.countsTokens = countsTokens
        self.keyVariable = keyVariable
    }
}
