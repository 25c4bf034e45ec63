package import ForgeCatalogue
package import ForgeCore

/// Which engine an experiment needs. Experiments with equal specifications share one loaded model.
package struct EngineSpecification: Sendable, Hashable {
    package var model: ModelFile
    package var config: EngineConfig
    /// Sequences that may be decoded at once.
    package var parallelSequences: Int

    package init(model: ModelFile, config: EngineConfig, parallelSequences: Int) {
        self.model = model
        self.config = config
        self.parallelSequences = parallelSequences
    }
}

/// Loads engines; the executable wires it to the engines it has, tests to a scripted one.
package typealias EngineProvider = @Sendable (EngineSpecification) async throws -> any Engine
