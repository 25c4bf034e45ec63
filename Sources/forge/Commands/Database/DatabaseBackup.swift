import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeStore
import Foundation

struct DatabaseBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the whole store into one file, while it is used.",
        discussion: """
            Servers, workers and runs may go on meanwhile: the file holds one moment. It is a store of SQLite whatever \
            the source is, complete and checked when it appears, and readable by its owner alone. Models, data sets, \
            knowledge bases and trainings are not in it.

            TO RESTORE
              Put the file in the place of $FORGE_HOME/forge.sqlite (without forge.sqlite-wal and -shm) while nothing \
            uses it; or fill an empty PostgreSQL: forge db copy --from FILE --to env:DATABASE_URL

            EXAMPLES
              forge db backup
              forge db backup /mnt/backup/forge-monday.sqlite
            """)

    @Argument(
        help: "New file. (default: $FORGE_HOME/backups/forge-DATE-TIME.sqlite, in UTC)", completion: .file())
    var path: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let home = ForgeHome()
        let file = path.map { URL(filePath: $0) } ?? home.backups.appending(path: Self.name(at: Date()))
        let store = try await StorePlace(home: home).openAsItIs(isCurrent: false)
        try await store.closing { try await backUp(store, to: file) }
    }

    private func backUp(_ store: any MaintainableStore, to file: URL) async throws {
        let monitors = [
            StoreCopy.Progress.Phase.copying: CountMonitor("copying", quiet: output.json),
            .checking: CountMonitor("comparing", quiet: output.json),
        ]
        let report = try await untilInterrupted {
            defer { for monitor in monitors.values { monitor.close() } }
            return try await StoreBackup(of: store, to: file).run { progress in
                monitors[progress.phase]?.show(done: progress.done, of: progress.total)
            }
        }
        if output.json { return try output.print(json: report) }
        let rows = { (table: String) in report.rows[table] ?? 0 }
        print(
            """
            \(report.file)
              \(Counted.of(rows("experiments"), "experiment")), \(Counted.of(rows("predictions"), "answer")), \
            \(Counted.of(rows("runs"), "model call")), \(Counted.of(report.bytes, "byte")), checked
              SHA-256 \(report.sha256)
            """)
    }

    /// `forge-20260131-235959.sqlite`
    static func name(at date: Date) -> String {
        let digits = Timestamp.text(of: date).prefix(19).filter(\.isNumber)
        return "forge-\(digits.prefix(8))-\(digits.dropFirst(8)).sqlite"
    }
}
