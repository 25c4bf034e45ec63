import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeTraining
import Foundation

struct TrainRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Train an adapter as a config file says.",
        discussion: """
            Ctrl-C keeps a checkpoint. --continue goes on from the newest one and ends with the same weights as a \
            training that was not interrupted. A config with a `matrix` trains one after the other, each in a folder of \
            its own; --continue then passes over those that are finished.

            EXAMPLES
              forge train run configs/dpo-smollm2.yaml
              forge train run configs/dpo-smollm2.yaml --continue
              forge train run --schema   # every key of a config
            """)

    @Argument(help: "The config file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?
    @Option(help: "A file of pairs in the place of the config's.", completion: .file())
    var data: String?
    @Flag(name: .customLong("continue"), help: "Go on from the newest checkpoint.")
    var continues = false
    @Flag(help: "List every key of a config with its meaning.")
    var schema = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard schema || config != nil else { throw ValidationError("Name a config file, or use --schema.") }
    }

    private struct Document: Encodable {
        var name: String
        var folder: String
        var adapter: String
        var seconds: Double
        var last: TrainingRecord?
        var evaluation: HeldOutEvaluation?
    }

    func run() async throws {
        guard let config, !schema else {
            return print(ConfigReference.text(fields: TrainingSchema.fields), terminator: "")
        }
        let cells = try TrainingSetup.cells(config)
        var documents: [Document] = []
        for (index, cell) in cells.enumerated() {
            let setup = try await TrainingSetup.load(cell, data: data, quiet: output.json)
            if cells.count > 1 {
                // What is finished stays, so that an interrupted matrix goes on where it was.
                if continues, setup.folder.isFinished { continue }
                tell("training \(index + 1) of \(cells.count): \(setup.config.name)")
            }
            documents.append(try await train(setup))
        }
        if output.json {
            guard cells.count == 1, let only = documents.first else { return try output.print(json: documents) }
            return try output.print(json: only)
        }
        if documents.isEmpty { print("all \(cells.count) trainings are finished") }
    }

    private func tell(_ line: String) {
        if !output.json { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
    }

    private func train(_ setup: TrainingSetup) async throws -> Document {
        try checkFolder(setup.folder, name: setup.config.name)
        let monitor = TrainMonitor(quiet: output.json)
        let start = ContinuousClock.now
        let evaluation = try await untilInterrupted {
            try await TrainingThread.run { try Self.train(setup, shouldStop: $0) { monitor.show($0) } }
        }
        let document = Document(
            name: setup.config.name, folder: setup.folder.url.path, adapter: setup.folder.adapter.path,
            seconds: (ContinuousClock.now - start).seconds,
            last: setup.folder.records().last { $0["loss"] != nil }, evaluation: evaluation)
        if output.json { return document }
        if let evaluation { print(TrainText.text(of: evaluation)) }
        print("adapter: \(setup.folder.adapter.path) (PEFT; adapter.gguf for llama.cpp)")
        return document
    }

    private func checkFolder(_ folder: RunFolder, name: String) throws {
        if folder.isFinished {
            throw CommandError(
                .conflict, "training.exists", "The training \(name) is finished.",
                cause: "Its adapter is in \(folder.adapter.path).",
                remedy: "Give the config another name, or remove \(folder.url.path).")
        }
        if folder.hasCheckpoint, !continues {
            throw CommandError(
                .conflict, "training.exists", "The training \(name) was begun before.",
                remedy: "Go on with --continue, give the config another name, or remove \(folder.url.path).")
        }
    }

    @Sendable
    private static func train(
        _ setup: TrainingSetup, shouldStop: @escaping @Sendable () -> Bool,
        onEvent: @escaping @Sendable (TrainingEvent) -> Void
    ) throws -> HeldOutEvaluation? {
        try FileManager.default.createDirectory(at: setup.folder.url, withIntermediateDirectories: true)
        let lock = try FolderLock(setup.folder)
        let material = try setup.material()
        let run = try TrainingRun(
            setup.config, base: setup.base, material: material, folder: setup.folder, shouldStop: shouldStop,
            onEvent: onEvent)
        // Only now: a config or data that the checkpoint refuses must not replace the record of those it came from.
        try material.split.save(in: setup.folder.data)
        try Data(setup.source.utf8).write(to: setup.folder.url.appending(path: "config.yaml"), options: .atomic)
        try run.run(references: setup.references)
        let evaluation = try run.finish(references: setup.references)
        _ = consume lock
        return evaluation
    }
}
