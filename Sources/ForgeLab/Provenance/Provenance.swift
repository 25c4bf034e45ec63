package import ForgeCore
private import Foundation

/// Everything a reader needs to trace an experiment's numbers back to what made them.
package struct Provenance: Sendable, Codable, Hashable {
    package var forge: BuildInfo
    package var engine: EngineInfo?
    package var dataset: DatasetOrigin
    /// SHA-256 of the method's prompt template.
    package var promptTemplateHash: String
    package var adapterSHA256: String?
    /// The knowledge base that was searched, and with what.
    package var retriever: RetrieverInfo?
    /// The NLI model that judged the answers.
    package var nli: EncoderInfo?
    /// Names of the agent's tools; nil for a method that is no agent.
    package var tools: [String]?
    package var seed: UInt64
    package var host: HostInfo

    package struct DatasetOrigin: Sendable, Codable, Hashable {
        package var name: String
        package var split: String
        package var source: String
        package var sha256: String
        package var population: Int
        package var sampleHash: String
    }

    package init(
        method: any Method, samples: SampleSet, sampleHash: String, seed: UInt64, engine: EngineInfo? = nil,
        adapterSHA256: String? = nil, retriever: RetrieverInfo? = nil, nli: EncoderInfo? = nil
    ) {
        tools = method.agent?.tools
        self.retriever = retriever
        self.nli = nli
        forge = .current
        self.engine = engine
        dataset = DatasetOrigin(
            name: samples.dataset, split: samples.split, source: samples.source, sha256: samples.datasetHash,
            population: samples.population, sampleHash: sampleHash)
        promptTemplateHash = Digest.sha256(method.promptTemplate)
        self.adapterSHA256 = adapterSHA256
        self.seed = seed
        host = .current
    }

    package func json() throws -> JSONValue {
        try JSON.decode(from: JSON.data(self))
    }
}

extension Provenance {
    /// Whether an experiment that began as `earlier` may go on as this: otherwise its answers would be a mixture.
    ///
    /// - Throws: `LabError` conflict naming what has changed.
    func checkContinues(_ earlier: Provenance, of name: String) throws {
        guard let began = earlier.engine else { return }
        if began.modelSHA256 != engine?.modelSHA256 {
            throw Self.changed(
                "the model's weights", of: name, from: began.modelSHA256, to: engine?.modelSHA256,
                remedy: "put the file back (forge models tune may have changed the variant), or run the config anew")
        }
        try checkServer(began, of: name)
        try checkToolCalls(began, of: name)
        if earlier.adapterSHA256 != adapterSHA256 {
            throw Self.changed(
                "the adapter", of: name, from: earlier.adapterSHA256, to: adapterSHA256,
                remedy: "put the file back, or run the config anew")
        }
        if earlier.promptTemplateHash != promptTemplateHash {
            throw Self.changed(
                "the prompts", of: name, from: earlier.promptTemplateHash, to: promptTemplateHash,
                remedy: "undo the change of the examples or go back to forge \(earlier.forge.version), "
                    + "or run the config anew")
        }
        try checkLookups(earlier, of: name)
    }

    /// Weights behind a server cannot be hashed; its kind and the model's name there can be compared.
    private func checkServer(_ began: EngineInfo, of name: String) throws {
        let before = began.server.map { "\(began.model) on \($0.kind.rawValue)" }
        let now = engine.flatMap { engine in engine.server.map { "\(engine.model) on \($0.kind.rawValue)" } }
        guard before != now else { return }
        throw LabError(
            .conflict, "resume.changed", "the model behind the server of \(name) has changed since it began",
            cause: "it was \(before ?? "in this process") and is \(now ?? "in this process")",
            remedy: "serve the model as it was, or run the config anew")
    }

    /// An agent's calls are read from the text, or the server takes them out: half of each would be a mixture.
    private func checkToolCalls(_ began: EngineInfo, of name: String) throws {
        guard tools != nil, let engine, began.server != nil, began.callsTools != engine.callsTools else { return }
        func says(_ info: EngineInfo) -> String { info.callsTools ? "knew tool calls" : "knew no tool calls" }
        throw LabError(
            .conflict, "resume.changed", "what the server of \(name) says of tool calls has changed since it began",
            cause: "it \(says(began)) and now \(engine.callsTools ? "does" : "does not")",
            remedy: "start the server as it was (llama-server: --jinja and its chat template), or run the config anew")
    }

    /// Stored vectors and scores belong to the encoders that made them.
    private func checkLookups(_ earlier: Provenance, of name: String) throws {
        let remedy = "put it back as it was, or run the config anew"
        let pairs: [(String, String?, String?)] = [
            ("the knowledge base's passages", earlier.retriever?.contentHash, retriever?.contentHash),
            ("the embedder's weights", earlier.retriever?.embedder?.sha256, retriever?.embedder?.sha256),
            ("the reranker's weights", earlier.retriever?.reranker?.sha256, retriever?.reranker?.sha256),
            ("the NLI model's weights", earlier.nli?.sha256, nli?.sha256),
        ]
        for (what, before, now) in pairs where before != now {
            throw Self.changed(what, of: name, from: before, to: now, remedy: remedy)
        }
    }

    private static func changed(
        _ what: String, of name: String, from before: String?, to now: String?, remedy: String
    ) -> LabError {
        LabError(
            .conflict, "resume.changed", "\(what) of \(name) have changed since it began",
            cause: "SHA-256 was \(before ?? "none") and is \(now ?? "none")", remedy: remedy)
    }
}
