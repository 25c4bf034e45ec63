import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeStore
import ForgeTesting
import Foundation
import Synchronization

@testable import ForgeLab

/// A laboratory on a temporary home: two scripted models (`parrot`, `crow`) that answer "Paris" after `delay`, the data
/// sets `capitals` (6 questions) and `absent` (not on this machine), the model `missing` (neither).
final class LabFixture: Sendable {
    let home: ForgeHome
    let store: any ExperimentStore
    let laboratory: Laboratory
    let events = LiveEvents()
    let loader: ConfigLoader
    private let loads: Loads
    private let folder: TemporaryFolder

    /// Counts what is loaded, because every queue of one fixture shares the engines' provider.
    final class Loads: Sendable {
        let names = Mutex<[String]>([])
    }

    var loadedModels: [String] { loads.names.withLock { $0 } }

    static let questions = ["France", "Italy", "Spain", "Peru", "Chad", "Fiji"]

    init(
        delay: Duration = .zero, owner: String = "test", script: ScriptedEngine.Script? = nil,
        sharing other: LabFixture? = nil, in own: (any ExperimentStore)? = nil
    ) async throws {
        folder = try other?.folder ?? TemporaryFolder()
        home = ForgeHome(root: folder.file("home"))
        if other == nil { try Self.fill(home) }
        let settings = PullSettings(home: home, hub: try HubSettings(environment: [:]), environment: [:])
        let catalogue = try Catalogue.load(home: home)
        let models = ModelLibrary(catalogue: catalogue, settings: settings)
        let datasets = DatasetLibrary(catalogue: catalogue, settings: settings)
        for name in ["parrot", "crow"] { _ = try await models.pull(name) }
        _ = try await datasets.pull("capitals")
        if let given = other?.store ?? own { store = given } else { store = try await TemporaryStore.make() }
        let (loads, answer) = (Loads(), script ?? .closure { _ in "Paris" })
        self.loads = loads
        laboratory = Laboratory(
            store: store, models: models, datasets: datasets, owner: RunOwner(host: "test", pid: 1, token: owner),
            engines: { specification in
                loads.names.withLock { $0.append(specification.model.name) }
                return ScriptedEngine(answer, model: specification.model.name, delay: delay)
            })
        loader = ConfigLoader(catalogue: catalogue, acceptsPaths: false)
    }

    func pool(capacity: Int = 1) -> EnginePool { EnginePool(capacity: capacity, load: laboratory.engines) }

    func queue() -> ExperimentQueue { ExperimentQueue(laboratory: laboratory, engines: pool(), events: events) }

    /// Stores pending experiments that the next calls can enqueue.
    func prepare(_ names: String..., model: String = "parrot", concurrency: Int = 1) async throws -> [Experiment] {
        var made: [Experiment] = []
        for name in names {
            let text = Self.config(name, model: model, concurrency: concurrency)
            made += try await laboratory.prepare(
                try ConfigLoader(catalogue: laboratory.models.catalogue).load(text: text))
        }
        return made
    }

    static func config(_ name: String = "capitals", model: String = "parrot", concurrency: Int = 1) -> String {
        "name: \(name)\nmethod: naive\nmodel: \(model)\ndataset: capitals\nconcurrency: \(concurrency)\n"
    }

    func status(_ experiment: Experiment) async throws -> ExperimentStatus {
        try await store.experiment(experiment.id).status
    }

    /// Runs `body` while the queue works, then ends the queue as the end of a server does.
    func whileRunning<Value: Sendable>(
        _ queue: ExperimentQueue, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await queue.run()
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                guard let value = outcome else { continue }
                group.cancelAll()
                try await group.waitForAll()
                return value
            }
            throw CancellationError()
        }
    }

    /// Waits until `condition` holds, at most 10 s.
    func wait(for condition: () async throws -> Bool) async throws {
        for _ in 0..<1000 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw LabError(.internalFailure, "test.timeout", "what was waited for did not happen in 10 s")
    }

    func waitUntilIdle(_ queue: ExperimentQueue) async throws {
        try await wait {
            let state = try await queue.state()
            return state.running.isEmpty && state.waiting.isEmpty
        }
    }

    private static func fill(_ home: ForgeHome) throws {
        try FileManager.default.createDirectory(at: home.root, withIntermediateDirectories: true)
        for name in ["parrot", "crow"] {
            let padding = Data(repeating: UInt8(name.count), count: 60)
            try (Data("GGUF".utf8) + padding).write(to: home.root.appending(path: "\(name).gguf"))
        }
        let lines = questions.map { "{\"question\": \"Capital of \($0)?\", \"answer\": \"Paris\"}\n" }
        try Data(lines.joined().utf8).write(to: home.root.appending(path: "capitals.jsonl"))
        try Data(catalogue(home.root).utf8).write(to: home.root.appending(path: "catalogue.yaml"))
    }

    private static func catalogue(_ root: URL) -> String {
        let models = ["parrot", "crow", "missing"].map { name in
            """
              \(name):
                summary: Says Paris
                kind: base
                context: 2048
                licence: none
                file: \(name).gguf
                sources:
                  - path: \(root.appending(path: "\(name).gguf").path(percentEncoded: false))
            """
        }
        let datasets = ["capitals", "absent"].map { name in
            let file = root.appending(path: "\(name).jsonl").path(percentEncoded: false)
            let source = name == "absent" ? "shared: \(name).jsonl" : "path: \(file)"
            return """
                  \(name):
                    summary: Six capitals
                    task: open-question
                    format: jsonl
                    columns: {question: question, answers: answer}
                    licence: none
                    splits:
                      test:
                        file: \(name).jsonl
                        sources:
                          - \(source)
                """
        }
        return (["default_model: parrot", "models:"] + models + ["datasets:"] + datasets).joined(separator: "\n")
    }
}
