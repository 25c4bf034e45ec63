import ArgumentParser
import ForgeCatalogue

struct EncodersInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show where an encoder comes from, its licence, files and hashes.")

    @Argument(help: "A name of the catalogue.")
    var name: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let encoder = try Libraries().encoders.info(name).summary
        if output.json { return try output.print(json: encoder) }
        print("\(encoder.name): \(encoder.summary)")
        print("kind     \(encoder.kind.rawValue)\nlicence  \(encoder.licence)")
        for source in encoder.sources { print("source   \(source.source)") }
        for file in encoder.files {
            print(
                "file     \(file.name)  \(file.bytes.map(ByteText.of) ?? "–")  \(file.sha256 ?? "hash pinned at first pull")"
            )
        }
        print("here     \(encoder.path ?? "no; fetch it with: forge encoders pull \(encoder.name)")")
    }
}
