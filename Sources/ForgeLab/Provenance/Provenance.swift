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
        adapterSHA256: String? = nil
    ) {
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
    }

    private static func changed(
        _ what: String, of name: String, from before: String?, to now: String?, remedy: String
    ) -> LabError {
        LabError(
            .conflict, "resume.changed", "\(what) of \(name) have changed since it began",
            cause: "SHA-256 was \(before ?? "none") and is \(now ?? "none")", remedy: remedy)
    }
}
