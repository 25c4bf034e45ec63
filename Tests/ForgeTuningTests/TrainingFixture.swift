import ForgeCatalogue
import ForgeCore
import ForgeTesting
import ForgeTraining
import Foundation

@testable import ForgeTuning

/// A home with folders as trainings leave them, without any model that could be trained.
struct TrainingFixture {
    let folder: TemporaryFolder
    let home: ForgeHome

    init() throws {
        folder = try TemporaryFolder()
        home = ForgeHome(root: folder.file("home"))
        try FileManager.default.createDirectory(at: home.pairs, withIntermediateDirectories: true)
    }

    var library: TrainingLibrary { TrainingLibrary(home: home) }

    func model() throws -> URL {
        let url = folder.file("base.gguf")
        try Data("GGUF".utf8).write(to: url)
        return url
    }

    static let rows = (1...5).map {
        #"{"prompt": "Question \#($0)?", "chosen": "A good answer \#($0).", "rejected": "A bad answer \#($0)."}"#
    }

    @discardableResult
    func pairs(_ name: String = "own.jsonl", _ rows: [String] = rows) throws -> URL {
        let url = home.pairs.appending(path: name)
        try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: url)
        return url
    }

    func config(_ name: String, more: String = "") throws -> String {
        """
        name: \(name)
        description: About \(name)
        model: \(try model().path)
        data: {path: own.jsonl, train: 4, validation: 0, test: 1}
        optimizer: {batch: 2, epochs: 3}\(more)
        """
    }

    func setup(_ name: String) throws -> TrainingSetup {
        let catalogue = try Catalogue.load(home: home)
        let settings = PullSettings(home: home, hub: try HubSettings(environment: [:]), environment: [:])
        return try TrainingSetup(
            try TrainingPlan(text: try config(name), acceptsPaths: true), home: home,
            models: ModelLibrary(catalogue: catalogue, settings: settings))
    }

    /// A folder of a training that has logged some steps.
    @discardableResult
    func begin(_ name: String, steps: Int = 3, phase: RunRecord.Phase = .training) throws -> RunFolder {
        let setup = try setup(name)
        let run = setup.folder
        try FileManager.default.createDirectory(at: run.data, withIntermediateDirectories: true)
        try Data(setup.source.utf8).write(to: run.config)
        var record = RunRecord(setup)
        record.phase = phase
        record.steps = 6
        try run.write(record)
        let records = (0..<max(1, steps)).map { step in
            TrainingRecord(
                step: step + 1,
                values: [
                    "loss": 0.6931 - 0.01 * Double(step), "rewards/accuracies": 0.5, "rewards/margins": 0.01,
                    "learning_rate": 5e-5, "grad_norm": 1, "pairs_per_second": 2,
                ])
        }
        let lines = try records.prefix(steps).map { try JSON.text($0) + "\n" }
        try Data(lines.joined().utf8).write(to: run.metrics)
        return run
    }
}
