import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeRetrieval
import ForgeTesting
import ForgeTuning
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging

@testable import ForgeWeb

/// A whole server on a temporary home, with a small data set (`capitals`, 6 questions) and a scripted model (`parrot`)
/// that answers "Paris" to everything, after `delay`.
struct WebFixture {
    let home: ForgeHome
    let store: any ExperimentStore
    let services: WebServices
    private let folder: TemporaryFolder

    static let config = """
        name: capitals
        method: naive
        model: parrot
        dataset: capitals
        """

    init(delay: Duration = .zero) async throws {
        folder = try TemporaryFolder()
        home = ForgeHome(root: folder.file("home"))
        try Self.fill(home)
        let settings = PullSettings(home: home, hub: try HubSettings(environment: [:]), environment: [:])
        let catalogue = try Catalogue.load(home: home)
        let models = ModelLibrary(catalogue: catalogue, settings: settings)
        let datasets = DatasetLibrary(catalogue: catalogue, settings: settings)
        let encoders = EncoderLibrary(catalogue: catalogue, settings: settings)
        _ = try await models.pull("parrot")
        _ = try await datasets.pull("capitals")
        let store = try await TemporaryStore.make()
        self.store = store
        let laboratory = Laboratory(
            store: store, models: models, datasets: datasets, owner: RunOwner(host: "test", pid: 1, token: "test"),
            engines: { _ in ScriptedEngine(.closure(Self.answer), delay: delay) })
        let events = LiveEvents()
        let engines = EnginePool(load: laboratory.engines)
        let queue = ExperimentQueue(laboratory: laboratory, engines: engines, events: events)
        let experiments = ExperimentService(
            laboratory: laboratory, loader: ConfigLoader(catalogue: catalogue, acceptsPaths: false), queue: queue,
            events: events, bases: KnowledgeBases(home: home))
        services = WebServices(
            experiments: experiments,
            engines: engines, pulls: Pulls(models: models, datasets: datasets, encoders: encoders, events: events),
            playground: Playground(laboratory: laboratory, engines: engines),
            knowledge: KnowledgeService(
                bases: KnowledgeBases(home: home), corpora: CorpusLibrary(catalogue: catalogue, settings: settings),
                encoders: encoders,
                embedders: { _ in FakeEmbedder(beforeBatch: { try await Task.sleep(for: delay * 10) }) },
                // Says what a missing one is like.
                rerankers: { _ in
                    _ = try encoders.resolve("absent-reranker")
                    return FakeReranker()
                }, events: events),
            votes: VoteService(experiments: store, store: store),
            trainings: TrainingService(home: home, models: models, experiments: experiments),
            benchmarks: BenchmarkShelf(home: home), models: models, datasets: datasets)
    }

    /// "Paris", whatever is asked; with a little more around it where reasoning is asked for.
    @Sendable
    private static func answer(_ request: GenerationRequest) -> String {
        guard case .text(let prompt) = request.prompt, prompt.contains("step by step") else {
            return "The answer is Paris."
        }
        return "It is a capital. The answer is Paris."
    }

    /// Runs `body` against the router; with `live` over real connections.
    func test<Value: Sendable>(
        _ configuration: WebConfiguration = WebConfiguration(port: 0), live: Bool = false,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        let server = WebServer(
            services: services, configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await server.application().test(live ? .live : .router, body)
    }

    private static func fill(_ home: ForgeHome) throws {
        try FileManager.default.createDirectory(at: home.root, withIntermediateDirectories: true)
        let model = home.root.appending(path: "parrot.gguf")
        try (Data("GGUF".utf8) + Data(count: 60)).write(to: model)
        let questions = ["France", "Italy", "Spain", "Peru", "Chad", "Fiji"]
        let capitals = ["Paris", "Rome", "Madrid", "Lima", "N'Djamena", "Suva"]
        let lines = zip(questions, capitals).map { "{\"question\": \"Capital of \($0)?\", \"answer\": \"\($1)\"}\n" }
        let data = home.root.appending(path: "capitals.jsonl")
        try Data(lines.joined().utf8).write(to: data)
        let text = catalogue(model: model, data: data) + "\n" + (try KnowledgeFiles.write(to: home.root))
        try Data(text.utf8).write(to: home.root.appending(path: "catalogue.yaml"))
    }

    private static func catalogue(model: URL, data: URL) -> String {
        """
        default_model: parrot
        models:
          parrot:
            summary: Says Paris
            kind: base
            context: 2048
            licence: none
            file: parrot.gguf
            sources:
              - path: \(model.path(percentEncoded: false))
        datasets:
          capitals:
            summary: Six capitals
            task: open-question
            format: jsonl
            columns: {question: question, answers: answer}
            licence: none
            splits:
              test:
                file: capitals.jsonl
                sources:
                  - path: \(data.path(percentEncoded: false))
        """
    }
}
