import ForgeCore

/// What a config says of the server that runs its model, checked beyond the schema: the address, the key, and what a
/// server cannot do.
struct ServerRules {
    private(set) var findings: [ConfigDiagnostic] = []
    private let root: ConfigNode
    private let loader: ConfigLoader

    init(root: ConfigNode, values: [String: JSONValue], loader: ConfigLoader) {
        self.root = root
        self.loader = loader
        guard let type = values["engine"]?["type"]?.string else { return }
        guard let kind = ServerKind(rawValue: type) else {
            refuseServerKeys()
            return
        }
        checkKey(values["engine"]?["api_key_env"]?.string, address: checkAddress(values, kind))
        for field in ConfigSchema.local where field.key != "context_length" {
            refuse("engine", field.key, "is for models in this process; \(type) has settings of its own: leave it out")
        }
        refuse("model", "adapter", "cannot be sent to a server: serve the adapter and name it as the model")
        if values["model"]?["original"]?.bool == true {
            refuse("model", "original", "is for models in this process: leave it out")
        }
        if values["generation"]?["overflow"]?.string != ContextOverflowPolicy.refuse.rawValue {
            refuse("generation", "overflow", "is the server's business: leave it out")
        }
        if [.openai, .ollama].contains(kind), values["generation"]?["top_k"]?.int ?? 0 > 0 {
            refuse("generation", "top_k", "is not known to \(type) servers: leave it out")
        }
    }

    private mutating func refuseServerKeys() {
        let kinds = ServerKind.allCases.map(\.rawValue).joined(separator: ", ")
        for field in ConfigSchema.server {
            refuse("engine", field.key, "is for servers: set `engine.type` to one of \(kinds)")
        }
    }

    private mutating func checkAddress(_ values: [String: JSONValue], _ kind: ServerKind) -> ServerAddress? {
        guard let text = values["engine"]?["base_url"]?.string else { return try? ServerAddress(kind.defaultAddress) }
        do throws(ServerAddress.Problem) {
            let address = try ServerAddress(text)
            if !loader.acceptsPaths, !loader.allowsServer(address) {
                refuse(
                    "engine", "base_url",
                    "names a server elsewhere, which is not accepted here; use the command line, or set OPENAI_BASE_URL "
                        + "to it where forge serve is started")
            }
            return address
        } catch {
            refuse("engine", "base_url", "\(error.message): \(error.remedy)")
            return nil
        }
    }

    private mutating func checkKey(_ name: String?, address: ServerAddress?) {
        guard let name else { return }
        // Any other variable could be sent to any server: a database's address, another service's token.
        guard name.wholeMatch(of: /[A-Z][A-Z0-9_]*_API_KEY/) != nil, name != "QDRANT_API_KEY" else {
            refuse(
                "engine", "api_key_env",
                "must be the name of an environment variable that ends in _API_KEY, never the key itself")
            return
        }
        // Whoever can send a config could have any key sent to any port of this machine.
        guard loader.acceptsPaths else {
            refuse(
                "engine", "api_key_env",
                "is not accepted here; use the command line, or leave it out: OPENAI_API_KEY is sent to OpenAI and to "
                    + "OPENAI_BASE_URL")
            return
        }
        if let address, !address.isEncrypted, !address.isLoopback {
            refuse(
                "engine", "api_key_env", "would be sent unencrypted: use an https address, or a tunnel to this machine")
        }
    }

    /// Reports a key if it is written.
    private mutating func refuse(_ section: String, _ key: String, _ reason: String) {
        guard let value = root.entry(section)?.value.entry(key)?.value else { return }
        findings.append(
            ConfigDiagnostic(
                at: value.position, path: "\(section).\(key)", "`\(section).\(key)` \(reason)",
                length: value.scalar?.text.unicodeScalars.count ?? 1))
    }
}
