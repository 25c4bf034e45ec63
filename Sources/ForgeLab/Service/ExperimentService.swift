package import ForgeCore
package import ForgeRetrieval

/// What a server does with experiments: the one place behind the API, the pages and their forms.
///
/// Every method checks its input and throws errors with a remedy; none blocks for the length of a run.
package struct ExperimentService: Sendable {
    package let laboratory: Laboratory
    private let loader: ConfigLoader
    package let queue: ExperimentQueue
    package let events: LiveEvents
    /// Tells the events what other processes do.
    package let watch: StoreWatch

    /// Asked for what configs name; nil accepts any name.
    private let bases: KnowledgeBases?

    package init(
        laboratory: Laboratory, loader: ConfigLoader, queue: ExperimentQueue, events: LiveEvents,
        bases: KnowledgeBases? = nil
    ) {
        self.bases = bases
        self.laboratory = laboratory
        self.loader = loader
        self.queue = queue
        self.events = events
        watch = StoreWatch(queue: queue, events: events)
    }

    package var store: any ExperimentStore { laboratory.store }

    // MARK: Making

    /// Everything that can be said of a config, as `forge validate` says it.
    package func validate(_ text: String) async -> ConfigReport { await knowingLoader().report(text: text) }

    private func knowingLoader() async -> ConfigLoader {
        guard let bases else { return loader }
        return await loader.knowing(bases)
    }

    /// Draws the samples and stores the experiments of a config; puts them in the line when `run`.
    ///
    /// - Throws: `LabError` `config.invalid`; conflict when a model or data set is not on this machine.
    package func create(_ text: String, run: Bool) async throws -> [Experiment] {
        let plan = try await knowingLoader().load(text: text)
        if run { for config in plan.experiments { try requireModel(of: config) } }
        let experiments = try await prepare(plan)
        for experiment in experiments { await announce(experiment) }
        if run { try await queue.enqueue(experiments.map(\.id)) }
        return experiments
    }

    /// A pending experiment with the same config and a name of its own.
    package func clone(_ id: String) async throws -> Experiment {
        let original = try await store.experiment(id)
        var config = try original.resolvedConfig()
        config.name = ExperimentNaming.copy(of: original.name)
        let plan = ExperimentPlan(name: config.name, experiments: [config], source: try ConfigWriter.yaml(config))
        guard let copy = try await prepare(plan).first else { return original }
        await announce(copy)
        return copy
    }

    // MARK: Changing

    /// Renames and tags.
    package func patch(_ id: String, name: String?, tags: [String]?) async throws -> Experiment {
        try ExperimentNaming.check(name: name, tags: tags)
        try await store.update(id, ExperimentChange(name: name, tags: tags))
        let experiment = try await store.experiment(id)
        await announce(experiment)
        return experiment
    }

    /// Stops it when it runs, then hides it; `restore` undoes that.
    package func delete(_ id: String) async throws {
        _ = try await store.experiment(id)
        try await queue.withdraw(id)
        try await store.delete(id)
        await announce(try await store.experiment(id))
    }

    package func restore(_ id: String) async throws -> Experiment {
        try await store.restore(id)
        let experiment = try await store.experiment(id)
        await announce(experiment)
        return experiment
    }

    // MARK: Running

    /// Puts a pending, stopped or failed experiment in the line. Harmless when it is there already.
    ///
    /// - Throws: conflict when it is completed or deleted, or its model is not on this machine.
    package func run(_ id: String) async throws -> ExperimentProgress {
        let experiment = try await store.experiment(id)
        if experiment.status.isResumable { try requireModel(of: try experiment.resolvedConfig()) }
        try await queue.enqueue([id])
        await announce(experiment)
        return try await progress(of: id)
    }

    /// Ends a run at its next decode step, or takes it out of the line; what is answered stays.
    package func stop(_ id: String) async throws -> ExperimentProgress {
        _ = try await store.experiment(id)
        try await queue.stop(id)
        await announce(try await store.experiment(id))
        return try await progress(of: id)
    }

    /// Scores the stored outputs again.
    ///
    /// - Parameter metrics: names; empty for the defaults of the samples' tasks.
    package func rescore(_ id: String, metrics: [String]) async throws -> [MetricResult] {
        try await Rescoring(store: store, entailment: laboratory.entailment).rescore(id, metrics: metrics)
        await announce(try await store.experiment(id))
        return try await store.results(of: id)
    }

    // MARK: Reading

    package func progress(of id: String) async throws -> ExperimentProgress {
        if let live = await queue.progress(of: id) { return live }
        let experiment = try await store.experiment(id)
        return try await progress(of: experiment, results: try await results(of: experiment))
    }

    /// The same, for who has read the experiment and its results already.
    package func progress(of experiment: Experiment, results: [MetricResult]) async throws -> ExperimentProgress {
        if let live = await queue.progress(of: experiment.id) { return live }
        let isQueued = try await queue.state().contains(experiment.id)
        return ExperimentProgress(experiment, isQueued: isQueued, result: results.first)
    }

    /// The stored results, or for an experiment that is not completed the scores so far.
    package func results(of experiment: Experiment) async throws -> [MetricResult] {
        try await store.currentResults(of: experiment)
    }

    /// A page of the list, each with what its row shows.
    package func list(_ query: ExperimentQuery) async throws -> Page<ExperimentOverview> {
        var query = query
        query.hasDetails = false
        let page = try await store.experiments(query)
        let results = try await store.results(of: page.items.map(\.id), metrics: nil)
        let state = try await queue.state()
        let queued = Set(state.waiting + state.running)
        let items = page.items.map { experiment in
            ExperimentOverview(
                experiment, results: results[experiment.id] ?? [], isQueued: queued.contains(experiment.id))
        }
        return Page(items: items, next: page.next, total: page.total)
    }

    /// - Parameter ids: two or more; the first is the baseline unless the options name another or all pairs are wanted.
    package func compare(_ ids: [String], options: ComparisonOptions) async throws -> Comparison {
        var experiments: [Experiment] = []
        for id in ids { experiments.append(try await store.experiment(id)) }
        return try await Comparing(store: store).compare(experiments, options: options)
    }

    private func announce(_ experiment: Experiment) async {
        let state = try? await queue.state()
        let isQueued = state?.contains(experiment.id) ?? false
        events.publish(.experiment, of: experiment.id, ExperimentNotice(experiment, isQueued: isQueued))
    }
}
