private import ForgeCatalogue
package import ForgeCore

extension Laboratory {
    /// Draws the samples and stores one pending experiment per config; when one config cannot be prepared, none is stored.
    ///
    /// - Parameter continuing: take up an unfinished experiment with the same config, and leave a finished one as it
    ///   is, instead of making new ones.
    package func prepare(_ plan: ExperimentPlan, continuing: Bool = false) async throws -> [Experiment] {
        var prepared: [(experiment: Experiment, samples: SampleSet?)] = []
        for config in plan.experiments.map({ $0.withAbsolutePaths() }) {
            if continuing, let earlier = try await earlierExperiment(of: config) {
                prepared.append((earlier, nil))
            } else {
                prepared.append(try await draft(config))
            }
        }
        for case (let experiment, let samples?) in prepared {
            try await store.create(experiment, samples: samples)
        }
        return prepared.map(\.experiment)
    }

    private func draft(_ config: ExperimentConfig) async throws -> (Experiment, SampleSet?) {
        let method = try Methods.make(config.method)
        let samples = try await sampleSet(of: config)
        try method.check(Set(samples.samples.map(\.task)))
        try checkTools(for: method, metrics: try metrics(of: config, method: method, samples: samples.samples))
        let sampleHash = try samples.contentHash()
        let provenance = Provenance(method: method, samples: samples, sampleHash: sampleHash, seed: config.seed)
        let experiment = Experiment(
            name: config.name, method: method.label, model: config.model.name, dataset: samples.dataset,
            split: samples.split, tags: config.tags, seed: config.seed, total: samples.samples.count,
            config: try JSON.decode(from: JSON.data(config)), configHash: try config.contentHash(),
            sampleHash: sampleHash, provenance: try provenance.json())
        return (experiment, samples)
    }

    private func earlierExperiment(of config: ExperimentConfig) async throws -> Experiment? {
        let hash = try config.contentHash()
        let page = try await store.experiments(ExperimentQuery(text: config.name, limit: 200))
        return page.items.first { $0.name == config.name && $0.configHash == hash }
    }
}
