import ArgumentParser
import ForgeCatalogue
import ForgeTerminal

struct EncodersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the catalogue's encoders and which are on this machine.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let encoders = try Libraries().encoders.list().map(\.summary)
        if output.json { return try output.print(json: encoders) }
        var table = TextTable([
            .init("encoder"), .init("kind"), .init("size", .right), .init("licence"), .init("here"),
            .init("about", isFlexible: true),
        ])
        for encoder in encoders {
            table.add([
                .init(encoder.name + (encoder.isDefault ? " (default)" : "")), .init(encoder.kind.rawValue),
                .init(encoder.bytes.map(ByteText.of) ?? "–"), .init(encoder.licence),
                .init(encoder.isInstalled ? "yes" : "–", encoder.isInstalled ? .green : nil), .init(encoder.summary),
            ])
        }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
    }
}
