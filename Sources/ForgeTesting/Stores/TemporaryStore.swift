import ForgeCore
package import ForgeStore

/// A real store of its own that disappears with the last reference to it.
package enum TemporaryStore {
    package static func make() async throws -> SQLiteStore {
        let folder = try TemporaryFolder()
        return try await SQLiteStore.open(at: folder.file("forge.sqlite"), keeping: folder)
    }

    /// Few connections that are soon closed: many tests run at once.
    package static func postgres(_ url: String? = nil) async throws -> PostgresStore {
        var options = PostgresOptions()
        options.connections = 4
        options.idleTimeout = 1
        return try await PostgresStore.open(
            PostgresAddress(url ?? PostgresServer.shared.freshURL()), options: options)
    }
}
