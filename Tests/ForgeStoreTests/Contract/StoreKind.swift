import ForgeCore
import ForgeStore
import ForgeTesting

/// The stores that the contract suite runs on. A new database is one more case.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite, postgres

    /// Those that are installed; `PostgreSQL` the suite says so when it is not.
    static var allCases: [StoreKind] { PostgresServer.isInstalled ? [.sqlite, .postgres] : [.sqlite] }

    /// An empty store of its own.
    func make() async throws -> any ExperimentStore & VoteStore {
        switch self {
        case .sqlite: try await TemporaryStore.make()
        case .postgres: try await TemporaryStore.postgres()
        }
    }

    /// Two independent connections to one empty store, as two processes have them.
    func makePair() async throws -> (any ExperimentStore & VoteStore, any ExperimentStore & VoteStore) {
        switch self {
        case .sqlite:
            let folder = try TemporaryFolder()
            return (
                try await SQLiteStore.open(at: folder.file("forge.sqlite"), keeping: folder),
                try await SQLiteStore.open(at: folder.file("forge.sqlite"), keeping: folder)
            )
        case .postgres:
            let url = try PostgresServer.shared.freshURL()
            return (try await TemporaryStore.postgres(url), try await TemporaryStore.postgres(url))
        }
    }
}
