import ForgeCore
package import Foundation

extension PostgresStore: MaintainableStore {
    /// Seconds for a query over all rows.
    static let wholeTablePatience: Double = 3600

    package func fill(
        _ file: URL, _ onProgress: @escaping @Sendable (StoreCopy.Progress) -> Void
    ) async throws -> [String: Int] {
        try await withSnapshot { snapshot in
            let target = try await SQLiteStore.open(at: file)
            return try await target.closing { () -> [String: Int] in
                let report = try await StoreCopy(from: copyPort(of: snapshot), to: target.copyPort()).run(onProgress)
                return Dictionary(uniqueKeysWithValues: report.tables.map { ($0.name, $0.rows) })
            }
        }
    }

    package func checkPort() -> CheckPort {
        CheckPort(
            structure: { try await read { try Self.structure($0) } },
            structureChecks: ["indexes are complete", "references are checked"],
            breaches: { rule in
                try await read { transaction in
                    transaction.allow(Self.wholeTablePatience)
                    return try transaction.map("\(sql: rule.query) LIMIT \(StoreRule.limit)") {
                        StoreFinding(place: try $0.text(), problem: try $0.text())
                    }
                }
            })
    }

    /// Every row has passed its constraints when it was written; here is what an interrupted repair or restore leaves.
    private static func structure(_ transaction: PostgresTransaction) throws -> [StoreFinding] {
        let indexes = try transaction.map(
            """
            SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)
            """
        ) { StoreFinding(place: try $0.text(), problem: "is an index that was not finished (REINDEX)") }
        let constraints = try transaction.map(
            """
            SELECT conname::text FROM pg_constraint
            WHERE connamespace = current_schema()::regnamespace AND NOT convalidated
            """
        ) { StoreFinding(place: try $0.text(), problem: "is a reference that was never checked (VALIDATE CONSTRAINT)") }
        return indexes + constraints
    }
}
