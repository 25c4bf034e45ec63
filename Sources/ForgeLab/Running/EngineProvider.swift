package import ForgeCatalogue
package import ForgeCore

/// The model of an experiment: a file here, or a name at a server.
package enum EngineModel: Sendable, Hashable {
    case file(ModelFile)
    case served(String)

    package var name: String {
        switch self {
        case .file(let file): file.name
        case .served(let name): name
        }
    }
}

/// Which engine an experiment needs. Experiments with equal specifications share one loaded model.
package struct EngineSpecification: Sendable, Hashable {
    package var model: EngineModel
    package var config: EngineConfig
    /// Sequences that may be decoded at once.
    package var parallelSequences: Int

    package init(model: EngineModel, config: EngineConfig, parallelSequences: Int) {
        self.model = model
        self.config = config
        self.parallelSequences = parallelSequences
    }
}

/// Loads engines; the executable wires it to the engines it has, tests to a scripted one.
package typealias EngineProvider = @Sendable (EngineSpecification) async throws -> any Engine
