import ArgumentParser
import ForgeCore
import ForgeTraining
import ForgeTuning
import Foundation

struct TrainExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a training as a TRL script and a notebook, for a machine with a GPU.",
        discussion: """
            The folder holds train_dpo.py, the same as a Colab notebook, the pairs of the config's split with their hashes, \
            their order, and requirements.txt. The script loads the base in 4 bits where there is CUDA, keeps checkpoints, \
            goes on from the last one, evaluates the held-out pairs, merges, and uploads when HUB_REPO is set.

            The config's `hub_model` says what transformers loads. What TRL trained comes back with \
            `forge models import-adapter`.

            EXAMPLES
              forge train export configs/dpo-mistral-7b.yaml --data pairs.jsonl.gz --output mistral
              pip install -r mistral/requirements.txt && python mistral/train_dpo.py
            """)

    @Argument(help: "The config file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String
    @Option(help: "A file of pairs in the place of the config's.", completion: .file())
    var data: String?
    @Option(
        name: .customLong("output"), help: "The folder to write; by default the training's name and -trl.",
        completion: .directory)
    var destination: String?
    @Flag(help: "Replace the files of an earlier export.")
    var force = false
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        var folder: String
        var files: [String]
        var parts: [String: Int]
        var lengthsChecked: Bool
    }

    func run() async throws {
        let (config, setup) = try TrainingSetup.loadIfHere(config, data: data)
        let baseModel = try baseModel(config, setup)
        let (split, source) = try split(config, setup)
        let export = TRLExport(config, baseModel: baseModel, split: split, dataNote: source)
        let folder = URL(filePath: destination ?? "\(config.name)-trl", directoryHint: .isDirectory)
        try export.write(to: folder, replaces: force)
        let document = Document(
            folder: folder.path, files: try export.files().map(\.name),
            parts: Dictionary(uniqueKeysWithValues: split.parts.map { ($0.name, $0.pairs.count) }),
            lengthsChecked: setup != nil)
        if output.json { return try output.print(json: document) }
        if setup == nil {
            let note = "\(config.model) is not here: no prompt was held to max_length, and TRL drops longer ones"
            StandardError.write("note: \(note)\n")
        }
        print("\(folder.path): \(document.files.joined(separator: ", "))")
        print("run it with: pip install -r requirements.txt && python \(TRLExport.script)")
    }

    private func baseModel(_ config: TrainingConfig, _ setup: TrainingSetup?) throws -> String {
        if let name = config.hubModel { return name }
        if let base = setup?.base, base.isFolder { return base.path }
        throw CommandError(
            .invalidInput, "export.no-base", "transformers cannot load the base model \(config.model).",
            cause: "GGUF files are for llama.cpp, and the config has no hub_model.",
            remedy: "Set hub_model to the model's repository on the Hub (owner/name) or to its folder.")
    }

    /// As a training here would draw it. Without the model's tokenizer no pair is known to be too long.
    private func split(_ config: TrainingConfig, _ setup: TrainingSetup?) throws -> (PairSplit, String) {
        if let setup {
            let material = try setup.material()
            return (material.split, note(config, material.report.fileSHA256))
        }
        let file = try PairFile(path: config.data.path)
        return (try PairSplit(file.pairs, config: config.data), note(config, file.sha256))
    }

    private func note(_ config: TrainingConfig, _ hash: String) -> String {
        let name = URL(filePath: config.data.path).lastPathComponent
        return "Pairs drawn with seed \(config.data.seed) from `\(name)` (SHA-256 `\(hash)`)."
    }
}
