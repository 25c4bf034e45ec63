package import ForgeCore

/// A store whose rows can be read and written as they are.
package protocol CopyableStore: ExperimentStore, VoteStore {
    func copyPort() -> CopyPort
}

/// The access to a store's tables that a copy needs.
package struct CopyPort: Sendable {
    /// Where the store is, without secrets.
    var place: String
    /// Rows behind a key in the order of the primary key, at most a batch.
    var rows: @Sendable (_ table: StoredTable, _ after: [StoredValue]?) async throws -> [[StoredValue]]
    var count: @Sendable (_ table: StoredTable) async throws -> Int
    /// Adds rows and notes how far the copy has come, in one transaction.
    var add: @Sendable (_ rows: [[StoredValue]], _ table: StoredTable, _ mark: CopyMark) async throws -> Void
    /// What was noted of an unfinished copy into this store.
    var marks: @Sendable () async throws -> [CopyMark]
    /// Forgets the notes and prepares the store for new experiments.
    var finish: @Sendable () async throws -> Void
    /// Experiments that living processes hold.
    var held: @Sendable () async throws -> [String]
}

/// How far a table's copy has come.
package struct CopyMark: Sendable, Codable, Hashable {
    var source: String
    var table: String
    var last: [StoredValue]
    var rows: Int
}

enum CopyNotes {
    static let table = "copy_progress"
}
