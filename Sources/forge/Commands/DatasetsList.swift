import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeTerminal
import Foundation

struct DatasetsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the catalogue's data sets and which are on this machine.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let datasets = try Libraries().datasets.list()
        if output.json { return try output.print(json: datasets.map(DatasetDocument.init)) }
        var table = TextTable([
            .init("data set"), .init("task"), .init("splits"), .init("here"), .init("licence"),
            .init("about", isFlexible: true),
        ])
        for dataset in datasets {
            let splits = dataset.splits.map { split in
                split.split.name + (split.split.records.map { " (\($0))" } ?? "")
            }
            let here = dataset.splits.filter { $0.installed != nil }.map(\.split.name)
            table.add([
                .init(dataset.entry.name), .init(dataset.entry.task.rawValue), .init(splits.joined(separator: ", ")),
                .init(here.isEmpty ? "–" : here.joined(separator: ", "), here.isEmpty ? nil : .green),
                .init(dataset.entry.licence), .init(dataset.entry.summary),
            ])
        }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
    }
}

/// A data set as `--json` prints it.
struct DatasetDocument: Encodable {
    struct Split: Encodable {
        var name: String
        var records: Int?
        var installed: Bool
        var path: String?
        var source: String?
        var sha256: String?
        var sources: [String]
    }

    var name: String
    var summary: String
    var task: String
    var licence: String
    var splits: [Split]

    init(_ status: DatasetStatus) {
        name = status.entry.name
        summary = status.entry.summary
        task = status.entry.task.rawValue
        licence = status.entry.licence
        splits = status.splits.map { split in
            Split(
                name: split.split.name, records: split.split.records, installed: split.installed != nil,
                path: split.installed?.url.path, source: split.installed?.source,
                sha256: split.installed?.receipt?.sha256 ?? split.split.file.sha256,
                sources: split.split.file.sources.map(\.location.description))
        }
    }
}
