package import ForgeCore
package import Foundation
import GRDB

extension SQLiteStore: VoteStore {
    package func create(_ study: VoteStudy, items: [VoteItem]) async throws {
        try study.validate(with: items)
        try await write { database in
            let taken = try Int.fetchOne(
                database, sql: "SELECT 1 FROM vote_studies WHERE id = ?", arguments: [study.id])
            guard taken == nil else { throw StoreError.duplicateStudy(study.id) }
            try VoteStudyRow.insert(study, database)
            try VoteItemRow.insert(items, of: study.id, database)
        }
    }

    package func study(_ id: String) async throws -> VoteStudy { try await read { try VoteStudyRow.exact(id, $0) } }

    package func findStudy(_ reference: String) async throws -> VoteStudy {
        try await read { try VoteStudyRow.find(reference, $0) }
    }

    package func studies() async throws -> [VoteStudy] { try await read { try VoteStudyRow.shown($0) } }

    package func items(of id: String) async throws -> [VoteItem] {
        try await read { database in
            _ = try VoteStudyRow.exact(id, database)
            return try VoteItemRow.fetch(of: id, database)
        }
    }

    // MARK: Votes

    package func cast(_ vote: Vote, calls: [ModelCall], in id: String) async throws -> Bool {
        try vote.validate()
        return try await write { database in
            try Self.openStudy(id, database)
            guard try VoteItemRow.exists(vote.position, of: id, database) else {
                throw StoreError.noSuchPair(vote.position, in: id)
            }
            let before = try VoteRow.fetch(of: vote.voter, in: id, "AND position = \(vote.position)", database)
            guard try vote.isNew(beside: before) else { return false }
            try VoteRow.insert(vote, calls: calls, in: id, database)
            return true
        }
    }

    package func withdrawLatest(of voter: Voter, in id: String) async throws -> Vote? {
        try await write { database in
            try Self.openStudy(id, database)
            let latest = try VoteRow.fetch(of: voter, in: id, "ORDER BY number DESC LIMIT 1", database)
            guard let latest else { return nil }
            try database.execute(
                sql: "DELETE FROM votes WHERE study = ? AND kind = ? AND voter = ? AND position = ?",
                arguments: [id, voter.kind.rawValue, voter.name, latest.position])
            return latest
        }
    }

    package func votes(of id: String) async throws -> [Vote] {
        try await read { database in
            _ = try VoteStudyRow.exact(id, database)
            return try Row.fetchAll(
                database,
                sql: "SELECT \(VoteRow.columns) FROM votes WHERE study = ? ORDER BY kind, voter, number",
                arguments: [id]
            ).map(VoteRow.decode)
        }
    }

    package func turnout(of ids: [String]) async throws -> [String: [VoterTurnout]] {
        try await read { database in
            var turnout: [String: [VoterTurnout]] = [:]
            for id in ids {
                let rows = try Row.fetchAll(
                    database,
                    sql: "SELECT kind, voter, COUNT(*) FROM votes WHERE study = ? GROUP BY kind, voter",
                    arguments: [StoredText(id)])
                for row in rows {
                    var column = ColumnReader(row)
                    let voter = Voter(try column.named(), try column.text())
                    turnout[id, default: []].append(VoterTurnout(voter: voter, votes: try column.next()))
                }
            }
            return turnout.mapValues { $0.sorted { $0.voter < $1.voter } }
        }
    }

    package func calls(of id: String, judge: String) async throws -> [ModelCall] {
        try await read { database in
            _ = try VoteStudyRow.exact(id, database)
            return try String.fetchAll(
                database,
                sql: """
                    SELECT call FROM vote_calls WHERE study = ? AND kind = ? AND voter = ? ORDER BY position, step
                    """, arguments: [id, Voter.Kind.judge.rawValue, judge]
            ).map { try JSON.decode(from: $0) }
        }
    }

    // MARK: Ends

    package func closeStudy(_ id: String, at date: Date) async throws {
        try await change(id, "closed_at = COALESCE(closed_at, ?)", [date.milliseconds])
    }

    package func deleteStudy(_ id: String) async throws {
        try await change(id, "deleted_at = COALESCE(deleted_at, ?)", [Timestamp.now().milliseconds])
    }

    package func restoreStudy(_ id: String) async throws { try await change(id, "deleted_at = NULL", []) }

    private func change(_ id: String, _ assignment: String, _ values: [Int64]) async throws {
        try await write { database in
            _ = try VoteStudyRow.exact(id, database)
            try database.execute(
                sql: "UPDATE vote_studies SET \(assignment) WHERE id = ?",
                arguments: StatementArguments(values) + [id])
        }
    }

    /// - Throws: conflict for a study that takes no votes.
    private static func openStudy(_ id: String, _ database: Database) throws {
        let study = try VoteStudyRow.exact(id, database)
        guard study.isOpen else { throw StoreError.noVotesTaken(study) }
    }
}
