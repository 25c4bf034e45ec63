package import ForgeCatalogue
package import ForgeCore
private import Foundation

/// Turns configs into stored experiments and runs them: `config → dataset sample → method → score → store → summary`.
package struct Laboratory: Sendable {
    package var store: any ExperimentStore
    package var models: ModelLibrary
    package var datasets: DatasetLibrary
    package var engines: EngineProvider
    package var owner: RunOwner

    package init(
        store: any ExperimentStore, models: ModelLibrary, datasets: DatasetLibrary, owner: RunOwner,
        engines: @escaping EngineProvider
    ) {
        self.store = store
        self.models = models
        self.datasets = datasets
        self.owner = owner
        self.engines = engines
    }

    // MARK: Preparing

    /// Draws the samples and stores one pending experiment per config.
    ///
    /// - Parameter continuing: take up an unfinished experiment with the same config, and leave a finished one as it
    ///   is, instead of making new ones.
    package func prepare(_ plan: ExperimentPlan, continuing: Bool = false) async throws -> [Experiment] {
        var prepared: [Experiment] = []
        for config in plan.experiments {
            if continuing, let earlier = try await earlierExperiment(of: config) {
                prepared.append(earlier)
            } else {
                prepared.append(try await create(config))
            }
        }
        return prepared
    }

    private func create(_ config: ExperimentConfig) async throws -> Experiment {
        let method = try Methods.make(config.method)
        let samples = try await datasets.sample(
            config.dataset.entry(in: datasets.catalogue), split: config.dataset.split, count: config.dataset.n,
            seed: config.seed)
        _ = try Scoring.metrics(named: config.metrics, for: samples.samples)
        let sampleHash = try samples.contentHash()
        let provenance = Provenance(method: method, samples: samples, sampleHash: sampleHash, seed: config.seed)
        let experiment = Experiment(
            name: config.name, method: method.label, model: config.model.name, dataset: samples.dataset,
            split: samples.split, tags: config.tags, seed: config.seed, total: samples.samples.count,
            config: try JSON.decode(from: JSON.data(config)), configHash: try config.contentHash(),
            sampleHash: sampleHash, provenance: try provenance.json())
        try await store.create(experiment, samples: samples)
        return experiment
    }

    private func earlierExperiment(of config: ExperimentConfig) async throws -> Experiment? {
        let hash = try config.contentHash()
        let page = try await store.experiments(ExperimentQuery(text: config.name, limit: 200))
        return page.items.first { $0.name == config.name && $0.configHash == hash }
    }

    // MARK: Running

    /// Runs these experiments one after the other, keeping a model loaded while the next one uses the same.
    ///
    /// - Throws: the first error; experiments before it are finished, later ones still pending.
    package func run(
        _ experiments: [Experiment], onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> [Experiment] {
        var bench: (specification: EngineSpecification, engine: any Engine)?
        var finished: [Experiment] = []
        do {
            for experiment in experiments {
                if experiment.status == .completed {
                    finished.append(experiment)
                    continue
                }
                let job = try await job(for: experiment)
                if bench?.specification != job.specification {
                    await bench?.engine.shutdown()
                    bench = nil
                    bench = (job.specification, try await engines(job.specification))
                }
                guard let engine = bench?.engine else { continue }
                finished.append(try await run(job, on: engine, onEvent: onEvent))
                await engine.clearCache()
            }
        } catch {
            await bench?.engine.shutdown()
            throw error
        }
        await bench?.engine.shutdown()
        return finished
    }

    /// What is needed to run a stored experiment.
    private struct Job {
        var experiment: Experiment
        var config: ExperimentConfig
        var samples: SampleSet
        var specification: EngineSpecification
    }

    private func job(for experiment: Experiment) async throws -> Job {
        let config: ExperimentConfig = try JSON.decode(from: JSON.data(experiment.config))
        let model = try models.resolve(config.model.name, original: config.model.original)
        return Job(
            experiment: experiment, config: config, samples: try await store.samples(of: experiment.id),
            specification: EngineSpecification(
                model: model, config: config.engine, parallelSequences: config.parallelSequences))
    }

    private func run(
        _ job: Job, on engine: any Engine, onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Experiment {
        let method = try Methods.make(job.config.method)
        try await recordEngine(engine.info, job: job, method: method)
        let runner = ExperimentRunner(
            store: store, owner: owner,
            answerer: SampleAnswerer(
                experimentID: job.experiment.id, method: method, engine: engine,
                settings: BenchSettings(
                    generation: job.config.generation, adapter: job.config.model.adapter, seed: job.config.seed),
                metrics: try Scoring.metrics(named: job.config.metrics, for: job.samples.samples)),
            samples: job.samples, concurrency: job.config.concurrency, onEvent: onEvent)
        for warning in engine.info.warnings { onEvent(.warning(warning)) }
        return try await runner.run()
    }

    /// Adds the engine to the provenance; a resumed experiment must go on with the weights it began with.
    private func recordEngine(_ info: EngineInfo, job: Job, method: any Method) async throws {
        let earlier: Provenance? = try? JSON.decode(from: JSON.data(job.experiment.provenance))
        if let before = earlier?.engine?.modelSHA256, let now = info.modelSHA256, before != now, job.experiment.done > 0
        {
            throw LabError(
                .conflict, "resume.model-changed",
                "\(job.experiment.name) began with other weights of \(job.config.model.name)",
                cause: "the file's SHA-256 was \(before) and is \(now)",
                remedy: "put the file back (forge models tune may have changed the variant), or run the config anew")
        }
        let adapterHash = try job.config.model.adapter.map { try Digest.sha256(fileAt: $0) }
        let provenance = Provenance(
            method: method, samples: job.samples, sampleHash: job.experiment.sampleHash, seed: job.config.seed,
            engine: info, adapterSHA256: adapterHash)
        try await store.update(job.experiment.id, ExperimentChange(provenance: try provenance.json()))
    }
}

extension ExperimentConfig {
    /// Self-consistency asks several times per sample at once; more than 64 sequences no longer raise throughput.
    package var parallelSequences: Int {
        let perSample = method.options["samples"]?.int ?? 1
        return min(64, max(1, concurrency * perSample))
    }
}
