import ArgumentParser
import ForgeCore
import ForgeStore

struct DatabaseStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say where results are kept and how far its schema is; changes nothing.",
        discussion: """
            EXAMPLE
              forge db status
            """)

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let place = try StorePlace(home: ForgeHome())
        let report = DatabaseReport(place: place.description, state: try await place.schema())
        if output.json { return try output.print(json: report) }
        print(report.text)
    }
}

struct DatabaseMigrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the store's schema up to date.",
        discussion: """
            Every command does so by itself when it opens the store; this one does nothing else, for a deployment that \
            migrates before it starts. Of several at the same time one migrates and the others wait.

            EXAMPLE
              DATABASE_URL=postgresql://forge:secret@db/forge forge db migrate
            """)

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let place = try StorePlace(home: ForgeHome())
        let before = try await place.schema()
        try await place.open().close()
        let report = DatabaseReport(place: place.description, state: try await place.schema())
        if output.json { return try output.print(json: report) }
        let done = before.pending
        print(done.isEmpty ? "Nothing to do: \(place) is up to date." : "\(place): \(done.joined(separator: ", "))")
    }
}

/// Where a store is and how far its schema.
struct DatabaseReport: Encodable {
    var place: String
    var state: SchemaState

    var text: String {
        var lines = ["store        \(place) (\(state.server))"]
        if let count = state.experiments { lines.append("experiments  \(count)") }
        lines.append("schema       \(state.applied.last ?? "none yet")")
        if !state.pending.isEmpty {
            lines.append("pending      \(state.pending.joined(separator: ", ")) (forge db migrate)")
        }
        if state.hasUnfinishedCopy { lines.append("copy         unfinished: run the same forge db copy again") }
        return lines.joined(separator: "\n")
    }
}
