package import Foundation

/// A store that can be backed up while it is used, and looked through for damage.
package protocol MaintainableStore: CopyableStore {
    /// Writes everything, as it is at one moment, into a new file of SQLite.
    ///
    /// - Returns: rows by table at that moment.
    func fill(
        _ file: URL, _ onProgress: @escaping @Sendable (StoreCopy.Progress) -> Void
    ) async throws -> [String: Int]
    func checkPort() -> CheckPort
}

/// The looks into a store that differ from one database to another.
package struct CheckPort: Sendable {
    /// What is wrong with the database itself.
    var structure: @Sendable () async throws -> [StoreFinding]
    /// Names of what `structure` looks at.
    var structureChecks: [String]
    /// What breaks a rule, at most `StoreRule.limit` of it.
    var breaches: @Sendable (StoreRule) async throws -> [StoreFinding]
}

/// Something that is not as it should be.
package struct StoreFinding: Sendable, Codable, Hashable {
    /// An experiment's id, a table, or a part of the database.
    package var place: String
    package var problem: String
}
