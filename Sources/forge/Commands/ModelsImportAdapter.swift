import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTraining
import Foundation

struct ModelsImportAdapter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-adapter", abstract: "Make a LoRA adapter of PEFT (TRL, transformers) usable here.",
        discussion: """
            Reads adapter_config.json and adapter_model.safetensors, checks them against the base model, and writes \
            adapter.gguf, by default into the same folder. A config then names that folder: \
            `model: {name: …, adapter: FOLDER/}`.

            EXAMPLE
              forge models import-adapter mistral/output/adapter --model mistral-7b-instruct-v0.2
            """)

    @Argument(help: "The adapter's folder.", completion: .directory)
    var folder: String
    @Option(help: "Its base: a model of the catalogue, or the path of a GGUF file.")
    var model: String
    @Option(
        name: .customLong("output"), help: "The file to write in the place of adapter.gguf in the folder.",
        completion: .file(extensions: ["gguf"]))
    var destination: String?
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        var path: String
        var base: String
        var sha256: String
    }

    func run() async throws {
        let folder = URL(filePath: folder, directoryHint: .isDirectory)
        let model = try Libraries().models.resolve(model, original: true)
        let base = try BaseModel(name: model.name, path: model.path)
        let file = destination.map { URL(filePath: $0) } ?? folder.appending(path: AdapterFinder.fileName)
        try PEFTFolder(folder).convert(base: base, to: file)
        let hash = try Digest.sha256(fileAt: file.path)
        if output.json { return try output.print(json: Document(path: file.path, base: model.name, sha256: hash)) }
        print("\(file.path)  for \(model.name)  sha256 \(hash)")
    }
}
