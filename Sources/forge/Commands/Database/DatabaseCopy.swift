import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeStore
import ForgeTerminal
import Foundation

struct DatabaseCopy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Move a whole store into an empty one, either way.",
        discussion: """
            Copies in batches and compares both stores row by row at the end. Interrupted anywhere, the same command goes \
            on where it stopped. The source stays as it is; stop what writes to it meanwhile.

            A password on the command line can be seen by other users of the machine: "env:NAME" reads an address from \
            an environment variable instead.

            EXAMPLES
              forge db copy --from ~/.local/share/llm-forge/forge.sqlite --to env:DATABASE_URL
              forge db copy --from postgresql://forge:secret@db/forge --to backup.sqlite
            """)

    @Option(help: ArgumentHelp("Store to read.", valueName: "URL or path"))
    var from: String
    @Option(help: ArgumentHelp("Empty store to fill.", valueName: "URL or path"))
    var to: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (source, target) = (try place(from), try place(to))
        if case .file(let file) = source, !FileManager.default.fileExists(atPath: file.path) {
            throw CommandError(
                .notFound, "db.no-source", "There is no store at \(file.path).", remedy: "Correct --from.")
        }
        let reading = try await source.open(readsOnly: true)
        try await reading.closing { try await copy(reading, into: target) }
    }

    private func copy(_ source: any CopyableStore, into target: StorePlace) async throws {
        let writing = try await target.open()
        try await writing.closing { try await copy(source, writing) }
    }

    private func copy(_ source: any CopyableStore, _ target: any CopyableStore) async throws {
        let monitors = [
            StoreCopy.Progress.Phase.copying: CountMonitor("copying rows", quiet: output.json),
            .checking: CountMonitor("comparing rows", quiet: output.json),
        ]
        let report = try await untilInterrupted {
            defer { for monitor in monitors.values { monitor.close() } }
            return try await StoreCopy(from: source, to: target).run { progress in
                monitors[progress.phase]?.show(done: progress.done, of: progress.total, before: progress.before)
            }
        }
        if output.json { return try output.print(json: report) }
        var table = TextTable([.init("table"), .init("rows", .right), .init("digest of all rows")])
        for part in report.tables {
            table.add([
                .init(part.name), .init(NumberText.count(part.rows)), .init(String(part.digest.prefix(16))),
            ])
        }
        print(table.rendered(for: Terminal.of(descriptor: 1)))
        print("\(report.target) now holds all of \(report.source); both were read and are equal.")
    }

    private func place(_ text: String) throws -> StorePlace {
        guard text.hasPrefix("env:") else { return try StorePlace(text) }
        let name = String(text.dropFirst(4))
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw CommandError(
                .invalidInput, "db.no-variable", "The environment variable \(name) is not set.",
                remedy: "Set it to an address or a path.")
        }
        return try StorePlace(value)
    }
}
