package import ForgeStore

/// A real store in a temporary folder that disappears with it.
package enum TemporaryStore {
    package static func make() async throws -> SQLiteStore {
        let folder = try TemporaryFolder()
        return try await SQLiteStore.open(at: folder.file("forge.sqlite"), keeping: folder)
    }
}
