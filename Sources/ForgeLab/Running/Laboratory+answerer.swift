private import ForgeAgents
import ForgeCatalogue
import ForgeCore
private import Foundation

extension Laboratory {
    /// Runs `body` with what answers these questions as the config says, on an engine of its own; nothing is stored.
    ///
    /// Answers are scored, but not judged by an NLI model.
    func withAnswerer<Result: Sendable>(
        of config: ExperimentConfig, _ samples: [Sample], experimentID: String,
        _ body: @Sendable (SampleAnswerer) async throws -> Result
    ) async throws -> Result {
        let method = try Methods.make(config.method)
        let metrics = try metrics(of: config, method: method, samples: samples).filter { !($0 is FaithfulnessMetric) }
        let retriever = try await retriever(for: method)
        let adapter = try config.model.adapter.map { try adapters.file($0).path }
        let specification = try specification(of: config)
        return try await EnginePool.using(engines) { pool in
            try await pool.withEngine(specification) { engine in
                let answerer = SampleAnswerer(
                    experimentID: experimentID, method: method, engine: engine,
                    settings: BenchSettings(generation: config.generation, adapter: adapter, seed: config.seed),
                    metrics: metrics, retriever: retriever)
                return try await withTools(answerer, method.agent, body)
            }
        }
    }

    /// The questions that a config draws.
    func sampleSet(of config: ExperimentConfig) async throws -> SampleSet {
        try await datasets.sample(
            config.dataset.entry(in: datasets.catalogue), split: config.dataset.split, count: config.dataset.n,
            seed: config.dataset.seed ?? config.seed, order: config.dataset.order ?? .dataset)
    }
}
