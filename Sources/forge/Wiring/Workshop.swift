import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeRemote
import Foundation

/// Everything a command works with, opened from the environment: the one place where the parts are put together.
struct Workshop {
    let home: ForgeHome
    let store: any ExperimentStore & VoteStore
    let libraries: Libraries
    let knowledge: Knowledge
    let telemetry: Telemetry

    var loader: ConfigLoader { get async { await knowledge.loader } }

    /// Opens the store for the time of `body` and closes it after.
    ///
    /// - Parameter readsOnly: for commands that write nothing, so that they also work where nothing can be written.
    static func open<Result>(
        readsOnly: Bool = false, _ body: (Workshop) async throws -> Result
    ) async throws -> Result {
        let home = ForgeHome()
        let libraries = try Libraries()
        let spans = try OTLPSettings(environment: ProcessInfo.processInfo.environment).map(OTLPExporter.init)
        let store = try await StorePlace(home: home).open(readsOnly: readsOnly)
        let workshop = Workshop(
            home: home, store: store, libraries: libraries, knowledge: try Knowledge(libraries: libraries),
            telemetry: Telemetry(sink: spans))
        return try await store.closing { try await sending(spans) { try await body(workshop) } }
    }

    /// Sends spans beside `body`, and those that are left when it has ended.
    private static func sending<Result>(
        _ spans: OTLPExporter?, _ body: () async throws -> Result
    ) async throws -> Result {
        guard let spans else { return try await body() }
        async let exporting: Void = spans.run()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        spans.finish()
        await exporting
        let state = spans.state
        if state.lost > 0 {
            let reason = state.failure ?? "no reason is known"
            Warning.print("\(state.lost) of \(state.lost + state.sent) spans were lost: \(reason)")
        }
        return try result.get()
    }

    var laboratory: Laboratory {
        var laboratory = Laboratory(
            store: store, models: libraries.models, datasets: libraries.datasets, owner: Self.owner,
            engines: telemetry.observing(Self.loadEngine), retrievers: knowledge.retriever,
            entailment: knowledge.encoders.judge, wikipediaCache: home.wikipedia,
            adapters: AdapterFinder(trainings: home.trainings))
        laboratory.telemetry = telemetry
        return laboratory
    }

    var votes: VoteService { VoteService(experiments: store, store: store) }

    private static let owner = RunOwner(
        host: ProcessInfo.processInfo.hostName, pid: Int(ProcessInfo.processInfo.processIdentifier),
        token: ExperimentID.make())

    @Sendable
    private static func loadEngine(_ specification: EngineSpecification) async throws -> any Engine {
        switch specification.model {
        case .file(let file): try await loadLlama(file, specification)
        case .served(let name):
            try await RemoteEngine.open(
                RemoteSettings(
                    specification, model: name, environment: ProcessInfo.processInfo.environment))
        }
    }

    private static func loadLlama(_ file: ModelFile, _ specification: EngineSpecification) async throws -> LlamaEngine {
        let config = specification.config
        return try await LlamaEngine.load(
            path: file.path,
            options: LlamaEngineOptions(
                contextLength: config.contextLength, parallelSequences: specification.parallelSequences,
                threads: config.threads, batchSize: config.batchSize ?? 512, gpuLayers: gpuLayers(config),
                prefixCache: config.prefixCache, prefixBytes: config.prefixCacheMegabytes.map { $0 << 20 },
                batching: config.batching ?? .continuous, batch: config.batch,
                isReproducible: config.reproducible ?? true, speculation: config.speculation ?? .auto,
                modelName: file.name,
                modelSHA256: file.sha256))
    }

    private static func gpuLayers(_ config: EngineConfig) -> GPULayers {
        switch config.gpuLayers {
        case nil: .automatic
        case 0: .none
        case .some(let layers): .count(layers)
        }
    }
}

/// The libraries of the catalogue, for commands that need no store.
struct Libraries {
    let catalogue: Catalogue
    let models: ModelLibrary
    let datasets: DatasetLibrary
    let encoders: EncoderLibrary
    let corpora: CorpusLibrary

    init() throws {
        let settings = try PullSettings()
        catalogue = try Catalogue.load(home: settings.home)
        models = ModelLibrary(catalogue: catalogue, settings: settings)
        datasets = DatasetLibrary(catalogue: catalogue, settings: settings)
        encoders = EncoderLibrary(catalogue: catalogue, settings: settings)
        corpora = CorpusLibrary(catalogue: catalogue, settings: settings)
    }
}
