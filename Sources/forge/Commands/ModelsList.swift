import ArgumentParser
import ForgeCatalogue
import ForgeTerminal

struct ModelsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the catalogue's models and which are on this machine.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let models = try Libraries().models.list()
        if output.json { return try output.print(json: models.map(ModelDocument.init)) }
        var table = TextTable([
            .init("model"), .init("size", .right), .init("context", .right), .init("kind"), .init("licence"),
            .init("here"), .init("about", isFlexible: true),
        ])
        for model in models {
            table.add([
                .init(model.entry.name + (model.isDefault ? " (default)" : "")),
                .init(model.bytes.map(ByteText.of) ?? "–"), .init("\(model.entry.contextLength)"),
                .init(model.entry.kind.rawValue), .init(model.entry.licence),
                .init(
                    model.tuned.map { "tuned \($0.format)" } ?? (model.isInstalled ? "yes" : "–"),
                    model.isInstalled ? .green : nil),
                .init(model.entry.summary),
            ])
        }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
    }
}

/// A model as `--json` prints it.
struct ModelDocument: Encodable {
    var name: String
    var summary: String
    var kind: String
    var licence: String
    var contextLength: Int
    var bytes: Int?
    var installed: Bool
    var isDefault: Bool
    var path: String?
    var sha256: String?
    var sources: [String]
    var receipt: Receipt?
    var tuned: TunedModel?

    init(_ status: ModelStatus) {
        name = status.entry.name
        summary = status.entry.summary
        kind = status.entry.kind.rawValue
        licence = status.entry.licence
        contextLength = status.entry.contextLength
        bytes = status.bytes
        installed = status.isInstalled
        isDefault = status.isDefault
        path = status.path
        sha256 = status.receipt?.sha256 ?? status.entry.file.sha256
        sources = status.entry.file.sources.map(\.location.description)
        receipt = status.receipt
        tuned = status.tuned
    }
}
