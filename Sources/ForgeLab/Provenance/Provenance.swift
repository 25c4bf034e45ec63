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
