package import Foundation
import GRDB
import Synchronization

extension SQLiteStore: MaintainableStore {
    /// Pages between two looks at whether it is to go on.
    private static let pagesAtOnce: CInt = 1024

    package func fill(
        _ file: URL, _ onProgress: @escaping @Sendable (StoreCopy.Progress) -> Void
    ) async throws -> [String: Int] {
        let path = file.path(percentEncoded: false)
        let isCancelled = CancellationFlag()
        return try await withTaskCancellationHandler {
            // Inside of a read: what others write meanwhile belongs to a later moment.
            try await read { database -> [String: Int] in
                let counts = try BackupFile.counts(database)
                let target = try DatabaseQueue(path: path)
                try target.writeWithoutTransaction { copy in
                    try database.backup(to: copy, pagesPerStep: Self.pagesAtOnce) { progress in
                        if isCancelled.isSet { throw CancellationError() }
                        onProgress(
                            .init(
                                phase: .copying, table: "pages", done: progress.completedPageCount,
                                total: progress.totalPageCount))
                    }
                }
                try target.close()
                return counts
            }
        } onCancel: {
            isCancelled.set()
        }
    }

    package func checkPort() -> CheckPort {
        CheckPort(
            structure: { try await read { try SQLiteIntegrity.findings($0) } },
            structureChecks: ["integrity_check", "foreign_key_check"],
            breaches: { rule in
                try await read { database in
                    try Row.fetchAll(database, sql: "\(rule.query) LIMIT \(StoreRule.limit)").map { row in
                        StoreFinding(place: row[0] ?? "", problem: row[1] ?? "")
                    }
                }
            })
    }
}

/// Whether a task was cancelled, for a thread that knows of no tasks.
private final class CancellationFlag: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
