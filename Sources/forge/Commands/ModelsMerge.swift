import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTraining
import Foundation

struct ModelsMerge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Add an adapter to its base model's weights and write one GGUF file.",
        discussion: """
            The adapter is the name of a training, a GGUF file, or a folder that holds adapter.gguf. Metadata and tokenizer \
            are the base's. In 16 or 32 bits the result answers as base and adapter together do; fewer bits round the \
            adapter's small changes too, and `keep` stores every tensor as the base has it.

            EXAMPLES
              forge models merge smollm2-135m-instruct dpo-smollm2 --output tuned.gguf
              forge models merge base.gguf adapter.gguf --output tuned.gguf --format q8_0
            """)

    @Argument(help: "A model of the catalogue or the path of a GGUF file.")
    var model: String
    @Argument(help: "A training's name, or the path of an adapter.")
    var adapter: String
    @Option(name: .customLong("output"), help: "The file to write.", completion: .file(extensions: ["gguf"]))
    var destination: String
    @Option(help: "Format of matrices: \(MergeFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = MergeFormat.float16
    @Flag(help: "Replace a file that is there.")
    var force = false
    @OptionGroup var output: OutputOptions

    private struct Document: Encodable {
        var path: String
        var format: String
        var bytes: Int
        var sha256: String
    }

    func run() async throws {
        let file = URL(filePath: destination)
        guard force || !FileManager.default.fileExists(atPath: file.path) else {
            throw CommandError(
                .conflict, "merge.exists", "\(file.path) is there already.",
                remedy: "Name another file, or replace it with --force.")
        }
        // Of a tuned variant, which holds the same weights more coarsely, the original is meant.
        let base = try Libraries().models.resolve(model, original: true)
        let adapter = try AdapterFinder().file(adapter)
        let merge = try AdapterMerge(base: base.path, name: base.name, adapter: adapter.path, format: format)
        let monitor = CountMonitor("tensors", quiet: output.json)
        defer { monitor.close() }
        try await untilInterrupted {
            try await TrainingThread.run { shouldStop in
                try merge.write(to: file, shouldStop: shouldStop) { monitor.show(done: $0, of: $1) }
            }
        }
        let hash = try Digest.sha256(fileAt: file.path)
        let bytes = (try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? NSNumber)?.intValue ?? 0
        if output.json {
            return try output.print(
                json: Document(path: file.path, format: format.rawValue, bytes: bytes, sha256: hash))
        }
        monitor.close()
        print("\(file.path)  \(ByteText.of(bytes))  sha256 \(hash)")
    }
}

extension MergeFormat: ExpressibleByArgument {}
