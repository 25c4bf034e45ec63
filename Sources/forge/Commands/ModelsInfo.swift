import ArgumentParser
import ForgeCatalogue
import ForgeCore

struct ModelsInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show where a model comes from, its licence, hashes and files.")

    @Argument(help: "A name of the catalogue.")
    var name: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let status = try Libraries().models.info(name)
        if output.json { return try output.print(json: ModelDocument(status)) }
        let entry = status.entry
        print("\(entry.name): \(entry.summary)")
        print("kind     \(entry.kind.rawValue), context of \(entry.contextLength) tokens")
        print("licence  \(entry.licence)")
        for source in entry.file.sources {
            let size = source.bytes.map { ", \(ByteText.of($0))" } ?? ""
            print("source   \(source.location.description)\(size)\n         sha256: \(source.hashStatement)")
            if let note = source.note { print("         \(note)") }
        }
        guard let receipt = status.receipt, let path = status.path else {
            print("here     no; fetch it with: forge models pull \(entry.name)")
            return
        }
        print("here     \(path)\n         \(ByteText.of(receipt.bytes)), sha256 \(receipt.sha256)")
        print("         from \(receipt.source), verified against: \(receipt.verified.rawValue)")
        if let tuned = status.tuned {
            print("tuned    \(tuned.file) (\(tuned.format)), used instead since \(Timestamp.text(of: tuned.tunedAt))")
        }
    }
}
