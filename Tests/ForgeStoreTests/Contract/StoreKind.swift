import ForgeCore
import ForgeStore
import ForgeTesting

/// The stores that the contract suite runs on. A new database is one more case.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite

    /// An empty store of its own.
    func make() async throws -> any ExperimentStore & VoteStore {
        switch self {
        case .sqlite: try await TemporaryStore.make()
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
        }
    }
}
