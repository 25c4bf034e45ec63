package import ForgeCatalogue
package import ForgeCore
package import Foundation

/// Turns configs into stored experiments and runs them: `config → dataset sample → method → score → store → summary`.
package struct Laboratory: Sendable {
    package var store: any ExperimentStore
    package var models: ModelLibrary
    package var datasets: DatasetLibrary
    package var engines: EngineProvider
    package var owner: RunOwner
    /// Nil where no knowledge bases can be opened.
    package var retrievers: RetrieverProvider?
    /// Nil where no NLI models can be loaded.
    package var entailment: EntailmentProvider?
    /// Where Wikipedia's answers are kept; nil for nowhere.
    package var wikipediaCache: URL?
    package var adapters: AdapterFinder
    /// What runs are counted and traced by. Calls are, when `engines` come from `Telemetry.observing`.
    package var telemetry = Telemetry()

    package init(
        store: any ExperimentStore, models: ModelLibrary, datasets: DatasetLibrary, owner: RunOwner,
        engines: @escaping EngineProvider, retrievers: RetrieverProvider? = nil, entailment: EntailmentProvider? = nil,
        wikipediaCache: URL? = nil, adapters: AdapterFinder = .init()
    ) {
        self.wikipediaCache = wikipediaCache
        self.adapters = adapters
        self.retrievers = retrievers
        self.entailment = entailment
        self.store = store
        self.models = models
        self.datasets = datasets
        self.owner = owner
        self.engines = engines
    }
}
