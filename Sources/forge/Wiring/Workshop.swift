import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeStore
import Foundation

/// Everything a command works with, opened from the environment: the one place where the parts are put together.
struct Workshop {
    let home: ForgeHome
    let store: any ExperimentStore
    let models: ModelLibrary
    let datasets: DatasetLibrary

    /// Opens the store for the time of `body` and closes it after.
    static func open<Result>(_ body: (Workshop) async throws -> Result) async throws -> Result {
        let home = ForgeHome()
        let store = try await SQLiteStore.open(at: home.database)
        let libraries = try Libraries(home: home)
        let workshop = Workshop(
            home: home, store: store, models: libraries.models, datasets: libraries.datasets)
        do {
            let result = try await body(workshop)
            try await store.close()
            return result
        } catch {
            try? await store.close()
            throw error
        }
    }

    var laboratory: Laboratory {
        Laboratory(
            store: store, models: models, datasets: datasets, owner: Self.owner, engines: Self.loadEngine)
    }

    private static let owner = RunOwner(
        host: ProcessInfo.processInfo.hostName, pid: Int(ProcessInfo.processInfo.processIdentifier),
        token: ExperimentID.make())

    @Sendable
    private static func loadEngine(_ specification: EngineSpecification) async throws -> any Engine {
        let config = specification.config
        return try await LlamaEngine.load(
            path: specification.model.path,
            options: LlamaEngineOptions(
                modelName: specification.model.name, modelSHA256: specification.model.sha256,
                contextLength: config.contextLength, parallelSequences: specification.parallelSequences,
                threads: config.threads, batchSize: config.batchSize, gpuLayers: config.gpuLayers,
                prefixCache: config.prefixCache))
    }
}

/// The model and data-set libraries, for commands that need no store.
struct Libraries {
    let catalogue: Catalogue
    let models: ModelLibrary
    let datasets: DatasetLibrary

    init(home: ForgeHome = ForgeHome()) throws {
        catalogue = try Catalogue.load(home: home)
        models = ModelLibrary(home: home, catalogue: catalogue)
        datasets = DatasetLibrary(home: home, catalogue: catalogue)
    }
}
