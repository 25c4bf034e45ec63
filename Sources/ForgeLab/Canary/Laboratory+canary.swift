package import ForgeCore

extension Laboratory {
    /// The noise floor of an experiment that is described, not stored.
    package func canary(
        _ config: ExperimentConfig, questions: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> CanaryReport {
        let config = config.withAbsolutePaths()
        let samples = try await sampleSet(of: config).samples
        return try await canary(config, Array(samples.prefix(questions)), progress: progress)
    }

    /// The noise floor of a stored experiment, kept with it and among its results.
    package func canary(
        of experiment: Experiment, questions: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> CanaryReport {
        let samples = try await store.samples(of: experiment.id).samples
        let report = try await canary(
            try experiment.resolvedConfig(), Array(samples.prefix(questions)), progress: progress)
        let current = try await store.experiment(experiment.id)
        var provenance = current.provenance.object ?? [:]
        provenance[CanaryReport.key] = try JSON.decode(from: JSON.data(report))
        try await store.update(experiment.id, ExperimentChange(provenance: .object(provenance)))
        let results = try await store.results(of: experiment.id)
        // Without results it has not been completed: they are added with the others then.
        if !results.isEmpty {
            let others = results.filter { !$0.metric.hasPrefix(SummaryMetric.noisePrefix) }
            try await store.replaceResults(of: experiment.id, others + report.results)
        }
        return report
    }

    private func canary(
        _ config: ExperimentConfig, _ samples: [Sample], progress: @escaping @Sendable (String) -> Void
    ) async throws -> CanaryReport {
        try await withAnswerer(of: config, samples, experimentID: "canary") { answerer in
            try await Canary(answerer: answerer, samples: samples, concurrency: config.concurrency)
                .run(progress: progress)
        }
    }
}
