private import AsyncHTTPClient
import ForgeAgents
private import ForgeCatalogue
package import ForgeCore
private import Foundation

extension Laboratory {
    /// Runs these experiments one after the other, keeping a model loaded while the next one uses the same.
    ///
    /// - Throws: the first error; experiments before it are finished, later ones still pending.
    package func run(
        _ experiments: [Experiment], onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> [Experiment] {
        try await EnginePool.using(engines) { pool in
            var finished: [Experiment] = []
            for experiment in experiments { finished.append(try await counted(experiment, on: pool, onEvent: onEvent)) }
            return finished
        }
    }

    /// The same, but one that cannot be run (its model is gone, another process runs it) does not keep the others waiting.
    ///
    /// - Parameter onFailure: told of each that could not be run.
    package func runEach(
        _ experiments: [Experiment], onEvent: @escaping @Sendable (RunEvent) -> Void,
        onFailure: (Experiment, any ForgeError) -> Void
    ) async throws -> [Experiment] {
        try await EnginePool.using(engines) { pool in
            var finished: [Experiment] = []
            for experiment in experiments {
                do {
                    finished.append(try await counted(experiment, on: pool, onEvent: onEvent))
                } catch let error as any ForgeError {
                    onFailure(experiment, error)
                }
            }
            return finished
        }
    }

    private func counted(
        _ experiment: Experiment, on pool: EnginePool, onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Experiment {
        do {
            return try await run(experiment.id, on: pool, onEvent: onEvent)
        } catch {
            telemetry.ended(error is CancellationError ? .stopped : .failed)
            throw error
        }
    }

    /// Runs one experiment from where it stands; a completed one is returned as it is.
    ///
    /// One that throws is not counted here: only the caller knows whether it has ended by that or is left to others.
    /// - Parameter stopReason: asked when the calling task was cancelled.
    package func run(
        _ id: String, on pool: EnginePool, stopReason: @escaping @Sendable () -> StopReason = { .user },
        onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Experiment {
        // As it is now: another process may have run it meanwhile.
        let experiment = try await store.experiment(id)
        guard experiment.status != .completed else { return experiment }
        let finished = try await telemetry.span(
            "experiment", Self.attributes(of: experiment),
            adding: { ["forge.experiment.status": .string($0.status.rawValue)] }
        ) { try await runTraced(experiment, on: pool, stopReason: stopReason, onEvent: onEvent) }
        telemetry.ended(finished.status)
        return finished
    }

    private static func attributes(of experiment: Experiment) -> [String: JSONValue] {
        [
            "forge.experiment.id": .string(experiment.id), "forge.experiment.name": .string(experiment.name),
            "forge.method": .string(experiment.method), "forge.dataset": .string(experiment.dataset),
            "gen_ai.request.model": .string(experiment.model),
        ]
    }

    private func runTraced(
        _ experiment: Experiment, on pool: EnginePool, stopReason: @escaping @Sendable () -> StopReason,
        onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Experiment {
        let job = try await job(for: experiment)
        return try await pool.withEngine(job.specification) { engine in
            if job.config.engine.coldStart == true { await engine.clearCache() }
            let finished = try await run(job, on: engine, stopReason: stopReason, onEvent: onEvent)
            // Main memory keeps prefixes for the experiments to come; a GPU's is scarce.
            if engine.info.gpuLayers > 0 { await engine.clearCache() }
            return finished
        }
    }

    /// What is needed to run a stored experiment.
    private struct Job {
        var experiment: Experiment
        var config: ExperimentConfig
        var samples: SampleSet
        var specification: EngineSpecification
    }

    private func job(for experiment: Experiment) async throws -> Job {
        let config = try experiment.resolvedConfig()
        return Job(
            experiment: experiment, config: config, samples: try await store.samples(of: experiment.id),
            specification: try specification(of: config))
    }

    /// The engine that a config asks for.
    func specification(of config: ExperimentConfig) throws -> EngineSpecification {
        let model: EngineModel =
            if let server = config.engine.server {
                .served(server.model ?? config.model.name)
            } else {
                .file(try models.resolve(config.model.name, original: config.model.original))
            }
        var engine = config.engine
        // Not the engine's business: those who start cold share it with those who do not.
        engine.coldStart = nil
        return EngineSpecification(model: model, config: engine, parallelSequences: config.parallelSequences)
    }

    private func run(
        _ job: Job, on engine: any Engine, stopReason: @escaping @Sendable () -> StopReason,
        onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Experiment {
        let method = try Methods.make(job.config.method)
        let metrics = try metrics(of: job.config, method: method, samples: job.samples.samples)
        let retriever = try await retriever(for: method)
        let judge = try await judge(for: job.config, method: method, metrics: metrics)
        let adapter = try job.config.model.adapter.map { try adapters.file($0) }
        // Before the provenance is written: it belongs to whoever runs the experiment.
        try await store.claim(job.experiment.id, by: owner)
        do {
            // Another process may have completed it while the engine was loading.
            let current = try await store.experiment(job.experiment.id)
            guard current.status != .completed else {
                try await store.release(job.experiment.id, by: owner)
                return current
            }
            try await recordProvenance(
                Provenance(
                    method: method, samples: job.samples, sampleHash: job.experiment.sampleHash,
                    seed: job.config.seed, engine: engine.info, adapterSHA256: try adapter.map(adapterHash),
                    retriever: retriever?.info, nli: judge?.info),
                of: job.experiment.id)
        } catch {
            try await store.release(job.experiment.id, by: owner)
            throw error
        }
        for warning in engine.info.warnings { onEvent(.warning(warning)) }
        var answerer = SampleAnswerer(
            experimentID: job.experiment.id, method: method, engine: engine,
            settings: BenchSettings(
                generation: job.config.generation, adapter: adapter?.path, seed: job.config.seed),
            metrics: metrics, retriever: retriever, faithfulness: judge.map(FaithfulnessScorer.init))
        answerer.telemetry = telemetry
        return try await withTools(answerer, method.agent) { answerer in
            try await work(job, answerer, stopReason: stopReason, onEvent: onEvent)
        }
    }

    /// Gives an answerer an agent's tools. One client for the whole experiment, so that the requests of all samples are
    /// spaced.
    func withTools<Result>(
        _ answerer: SampleAnswerer, _ agent: AgentSpecification?, _ body: (SampleAnswerer) async throws -> Result
    ) async throws -> Result {
        guard let agent, agent.wikipedia != nil || !agent.http.isEmpty else { return try await body(answerer) }
        return try await BoundedHTTP.withClient { client in
            var answerer = answerer
            var wikipedia = agent.wikipedia
            wikipedia?.cache = wikipediaCache
            answerer.wikipedia = wikipedia.map { WikipediaClient(settings: $0, client: client) }
            answerer.tools = try agent.http.map { try HTTPTool(settings: $0, client: client) }
            return try await body(answerer)
        }
    }

    private func work(
        _ job: Job, _ answerer: SampleAnswerer, stopReason: @escaping @Sendable () -> StopReason,
        onEvent: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Experiment {
        var runner = ExperimentRunner(
            store: store, owner: owner, answerer: answerer, samples: job.samples,
            concurrency: job.config.concurrency, onEvent: onEvent)
        runner.stopReason = stopReason
        return try await runner.run()
    }

    /// Adds what it runs with to the experiment. A resumed one must go on with what it began with.
    private func recordProvenance(_ provenance: Provenance, of id: String) async throws {
        let experiment = try await store.experiment(id)
        // Samples that failed are asked again: they make no mixture.
        let failed = try await FailedQuestions(of: experiment, in: store)?.count ?? 0
        if let earlier: Provenance = try? JSON.decode(from: JSON.data(experiment.provenance)) {
            do {
                try provenance.checkContinues(earlier, of: experiment.name)
            } catch {
                guard experiment.done <= failed else { throw error }
                // No answer is finished yet, so nothing is mixed when those that were begun begin anew.
                try await store.discardUnfinished(of: id, index: nil)
            }
        }
        var members = try provenance.json().object ?? [:]
        members[CanaryReport.key] = experiment.provenance[CanaryReport.key]
        try await store.update(id, ExperimentChange(provenance: .object(members)))
    }

    private func adapterHash(_ adapter: URL) throws -> String {
        do {
            return try Digest.sha256(fileAt: adapter.path)
        } catch {
            throw LabError(
                .invalidInput, "adapter.unreadable", "cannot read the adapter \(adapter.path)",
                cause: error.localizedDescription, remedy: "correct model.adapter in the config")
        }
    }
}

extension ExperimentConfig {
    /// Self-consistency asks several times per sample at once; more than 64 sequences no longer raise throughput.
    ///
    /// Never fewer than 8, so that one sample at a time gets the answers of many: some weight formats have other
    /// kernels for fewer rows (see ARCHITECTURE.md, Reproducible answers).
    package var parallelSequences: Int {
        let perSample = method.options["samples"]?.int ?? 1
        return min(64, max(8, concurrency * perSample, engine.batch ?? 0))
    }

    /// Of a config that says nothing of it, so that a model loaded for something else serves most experiments too.
    package static var defaultSequences: Int {
        ExperimentConfig(
            name: "", method: MethodConfig(name: ""), model: ModelConfig(name: ""), dataset: DatasetConfig(name: "")
        ).parallelSequences
    }
}
