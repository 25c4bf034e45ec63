package import ForgeCatalogue
package import ForgeLab
package import ForgeTuning

/// What handlers call. They know nothing of SQL, engines or files.
package struct WebServices: Sendable {
    package var experiments: ExperimentService
    package var engines: EnginePool
    package var pulls: Pulls
    package var playground: Playground
    package var knowledge: KnowledgeService
    package var votes: VoteService
    package var trainings: TrainingService
    package var benchmarks: BenchmarkShelf
    package var models: ModelLibrary
    package var datasets: DatasetLibrary
    /// What was looked at or compared last stays in memory, for pages and API alike.
    package let samples: SampleBrowser
    package let comparisons: ComparisonShelf
    package let facets: FacetShelf

    package init(
        experiments: ExperimentService, engines: EnginePool, pulls: Pulls, playground: Playground,
        knowledge: KnowledgeService, votes: VoteService, trainings: TrainingService, benchmarks: BenchmarkShelf,
        models: ModelLibrary, datasets: DatasetLibrary
    ) {
        self.experiments = experiments
        self.engines = engines
        self.pulls = pulls
        self.playground = playground
        self.knowledge = knowledge
        self.votes = votes
        self.trainings = trainings
        self.benchmarks = benchmarks
        self.models = models
        self.datasets = datasets
        samples = SampleBrowser(library: datasets)
        comparisons = ComparisonShelf(service: experiments)
        facets = FacetShelf(service: experiments)
    }
}
