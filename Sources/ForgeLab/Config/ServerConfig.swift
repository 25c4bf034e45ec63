package import ForgeCore

/// A server that runs the model, in the section `engine` of a config.
package struct ServerConfig: Sendable, Codable, Hashable {
    package var kind: ServerKind
    /// Nil for the kind's own address.
    package var baseURL: String?
    /// The model's name at the server; nil when it is the experiment's `model`.
    package var model: String?
    /// The environment variable that holds the key.
    package var keyVariable: String?
    /// Requests at a time; nil for 200. How many there are is the smaller of this and what the server bears.
    package var maxConcurrency: Int?
    /// Seconds for one request; nil for 600.
    package var timeout: Double?

    package init(
        kind: ServerKind, baseURL: String? = nil, model: String? = nil, keyVariable: String? = nil,
        maxConcurrency: Int? = nil, timeout: Double? = nil
    ) {
        self.kind = kind
        self.baseURL = baseURL
        self.model = model
        self.keyVariable = keyVariable
        self.maxConcurrency = maxConcurrency
        self.timeout = timeout
    }
}
