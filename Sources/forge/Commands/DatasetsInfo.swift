import ArgumentParser
import ForgeCatalogue
import ForgeCore
import Foundation

struct DatasetsInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show where a data set comes from, its licence, splits and hashes.")

    @Argument(help: "A name of the catalogue.")
    var name: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let status = try Libraries().datasets.info(name)
        if output.json { return try output.print(json: DatasetDocument(status)) }
        let entry = status.entry
        print("\(entry.name): \(entry.summary)")
        print("task     \(entry.task.rawValue)\nlicence  \(entry.licence)")
        for split in status.splits {
            print("split    \(split.split.name)" + (split.split.records.map { ", \($0) records" } ?? ""))
            for source in split.split.file.sources {
                print("         \(source.location.description)\n         sha256: \(source.hashStatement)")
                if let note = source.note { print("         \(note)") }
            }
            if let installed = split.installed {
                print("         here: \(installed.url.path), \(ByteText.of(installed.bytes))")
            }
        }
    }
}
