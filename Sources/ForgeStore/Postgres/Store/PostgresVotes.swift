import ForgeCore
import Foundation

/// The vote studies of a transaction.
enum PostgresVotes {
    private static let studyColumns = BoundSQL(sql: VoteStudyRow.columns)
    private static let newestFirst: BoundSQL = "ORDER BY created_at DESC, id DESC"

    // MARK: Studies

    /// - Throws: not found.
    static func exact(_ id: String, _ transaction: PostgresTransaction) throws -> VoteStudy {
        guard let study = try first("id = \(id)", transaction) else { throw try notFound(id, transaction) }
        return study
    }

    static func find(_ reference: String, _ transaction: PostgresTransaction) throws -> VoteStudy {
        if let study = try first("id = \(reference)", transaction) { return study }
        if let study = try first("name = \(reference) AND deleted_at IS NULL", transaction) { return study }
        let ids = reference.count < 4 ? [] : try shown(transaction).map(\.id).filter { $0.contains(reference) }
        guard ids.count <= 1 else { throw StoreError.ambiguousStudy(reference, candidates: ids) }
        return try exact(ids.first ?? reference, transaction)
    }

    /// All that are not deleted, the newest first.
    static func shown(_ transaction: PostgresTransaction) throws -> [VoteStudy] {
        try transaction.map(
            "SELECT \(studyColumns) FROM vote_studies WHERE deleted_at IS NULL \(newestFirst)"
        ) { try VoteStudyRow.decode(&$0) }
    }

    /// Locks the study's row for the rest of the transaction, so that no vote is cast while it is closed.
    ///
    /// - Throws: conflict for a study that takes no votes.
    static func lockOpen(_ id: String, _ transaction: PostgresTransaction) throws {
        let rows = try transaction.map("SELECT \(studyColumns) FROM vote_studies WHERE id = \(id) FOR UPDATE") {
            try VoteStudyRow.decode(&$0)
        }
        guard let study = rows.first else { throw try notFound(id, transaction) }
        guard study.isOpen else { throw StoreError.noVotesTaken(study) }
    }

    static func insert(_ study: VoteStudy, items: [VoteItem], _ transaction: PostgresTransaction) throws {
        let inserted = try transaction.change(
            """
            INSERT INTO vote_studies (id, name, created_at, closed_at, deleted_at, study)
            VALUES (\(study.id), \(study.name), \(study.createdAt.milliseconds), \(study.closedAt?.milliseconds),
                \(study.deletedAt?.milliseconds), \(try VoteStudyRow.fixedPart(of: study)))
            ON CONFLICT (id) DO NOTHING
            """)
        guard inserted == 1 else { throw StoreError.duplicateStudy(study.id) }
        try transaction.run(
            try items.map { item in
                """
                INSERT INTO vote_items (study, position, item)
                VALUES (\(study.id), \(item.position), \(try JSON.text(item)))
                """
            })
    }

    private static func first(_ condition: BoundSQL, _ transaction: PostgresTransaction) throws -> VoteStudy? {
        try transaction.map(
            "SELECT \(studyColumns) FROM vote_studies WHERE \(condition) \(newestFirst) LIMIT 1"
        ) { try VoteStudyRow.decode(&$0) }.first
    }

    private static func notFound(_ id: String, _ transaction: PostgresTransaction) throws -> StoreError {
        let words = try shown(transaction).flatMap { [$0.id, $0.name] }
        return StoreError.noStudy(id, nearest: NearestName.candidates(for: id, among: words))
    }

    // MARK: Votes

    static func votes(_ condition: BoundSQL, _ transaction: PostgresTransaction) throws -> [Vote] {
        try transaction.map("SELECT \(sql: VoteRow.columns) FROM votes WHERE \(condition)") {
            try VoteRow.decode(&$0)
        }
    }

    static func belongs(to voter: Voter, in id: String) -> BoundSQL {
        "study = \(id) AND kind = \(voter.kind.rawValue) AND voter = \(voter.name)"
    }

    static func insert(
        _ vote: Vote, calls: [ModelCall], in id: String, _ transaction: PostgresTransaction
    ) throws {
        let (kind, name) = (vote.voter.kind.rawValue, vote.voter.name)
        let own = belongs(to: vote.voter, in: id)
        let ballot: BoundSQL = """
            INSERT INTO votes (study, kind, voter, position, number, verdict, mirrored, seconds, voted_at)
            SELECT \(id), \(kind), \(name), \(vote.position), COALESCE(MAX(number), 0) + 1, \(vote.verdict.rawValue),
                \(vote.mirrored?.rawValue), \(vote.seconds), \(vote.votedAt.milliseconds)
            FROM votes WHERE \(own)
            """
        let rows = try calls.map { call -> BoundSQL in
            """
            INSERT INTO vote_calls (study, kind, voter, position, step, call)
            VALUES (\(id), \(kind), \(name), \(vote.position), \(call.step), \(try JSON.text(call)))
            """
        }
        try transaction.run([ballot] + rows)
    }
}
