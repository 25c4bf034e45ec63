import ForgeCore
import Foundation
import GRDB

/// How a study lies in `vote_studies`: what never changes as JSON, what does as columns.
enum VoteStudyRow {
    static let columns = "study, closed_at, deleted_at"

    /// - Throws: not found.
    static func exact(_ id: String, _ database: Database) throws -> VoteStudy {
        guard let study = try first("id = ?", id, database) else {
            throw StoreError.noStudy(id, nearest: try nearest(to: id, database))
        }
        return study
    }

    static func find(_ reference: String, _ database: Database) throws -> VoteStudy {
        if let study = try first("id = ?", reference, database) { return study }
        if let study = try first("name = ? AND deleted_at IS NULL", reference, database) { return study }
        let ids = reference.count < 4 ? [] : try shown(database).map(\.id).filter { $0.contains(reference) }
        guard ids.count <= 1 else { throw StoreError.ambiguousStudy(reference, candidates: ids) }
        return try exact(ids.first ?? reference, database)
    }

    /// All that are not deleted, the newest first.
    static func shown(_ database: Database) throws -> [VoteStudy] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(columns) FROM vote_studies WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC
                """
        ).map(decodeRow)
    }

    /// The part of a study that never changes.
    static func fixedPart(of study: VoteStudy) throws -> String {
        var fixed = study
        fixed.closedAt = nil
        fixed.deletedAt = nil
        return try JSON.text(fixed)
    }

    static func insert(_ study: VoteStudy, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO vote_studies (id, name, created_at, closed_at, deleted_at, study) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                study.id, study.name, study.createdAt.milliseconds, study.closedAt?.milliseconds,
                study.deletedAt?.milliseconds, try fixedPart(of: study),
            ])
    }

    private static func first(_ condition: String, _ value: String, _ database: Database) throws -> VoteStudy? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT \(columns) FROM vote_studies WHERE \(condition) ORDER BY created_at DESC, id DESC LIMIT 1
                """, arguments: [StoredText(value)]
        ).map(decodeRow)
    }

    private static func decodeRow(_ row: Row) throws -> VoteStudy {
        var column = ColumnReader(row)
        return try decode(&column)
    }

    static func decode(_ column: inout some RowReader) throws -> VoteStudy {
        var study = try column.json(VoteStudy.self)
        study.closedAt = try column.optionalDate()
        study.deletedAt = try column.optionalDate()
        return study
    }

    private static func nearest(to reference: String, _ database: Database) throws -> [String] {
        NearestName.candidates(for: reference, among: try shown(database).flatMap { [$0.id, $0.name] })
    }
}

enum VoteItemRow {
    static func insert(_ items: [VoteItem], of id: String, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO vote_items (study, position, item) VALUES (?, ?, ?)")
        for item in items { try statement.execute(arguments: [id, item.position, try JSON.text(item)]) }
    }

    static func fetch(of id: String, _ database: Database) throws -> [VoteItem] {
        try String.fetchAll(
            database, sql: "SELECT item FROM vote_items WHERE study = ? ORDER BY position", arguments: [id]
        ).map { try JSON.decode(from: $0) }
    }

    static func exists(_ position: Int, of id: String, _ database: Database) throws -> Bool {
        try Int.fetchOne(
            database, sql: "SELECT 1 FROM vote_items WHERE study = ? AND position = ?", arguments: [id, position])
            != nil
    }
}

enum VoteRow {
    static let columns = "kind, voter, position, verdict, mirrored, seconds, voted_at"

    static func decode(_ row: Row) throws -> Vote {
        var column = ColumnReader(row)
        return try decode(&column)
    }

    static func decode(_ column: inout some RowReader) throws -> Vote {
        let kind = try column.named(Voter.Kind.self)
        let voter = Voter(kind, try column.text())
        let position = try column.int()
        let verdict = try column.named(VoteVerdict.self)
        let mirrored = try column.optionalText()
        let seconds = try column.double()
        var vote = Vote(
            voter: voter, position: position, verdict: verdict, seconds: seconds, votedAt: try column.date())
        vote.mirrored = try mirrored.map { name in
            try VoteVerdict(rawValue: name)
                ?? {
                    throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "\(name) is no verdict"))
                }()
        }
        return vote
    }

    /// - Parameter tail: what follows `WHERE study = ? AND kind = ? AND voter = ?`.
    static func fetch(of voter: Voter, in id: String, _ tail: String, _ database: Database) throws -> Vote? {
        try Row.fetchOne(
            database, sql: "SELECT \(columns) FROM votes WHERE study = ? AND kind = ? AND voter = ? \(tail)",
            arguments: [id, voter.kind.rawValue, voter.name]
        ).map(decode)
    }

    static func insert(_ vote: Vote, calls: [ModelCall], in id: String, _ database: Database) throws {
        let voter = vote.voter
        try database.execute(
            sql: """
                INSERT INTO votes (study, kind, voter, position, number, verdict, mirrored, seconds, voted_at)
                SELECT ?, ?, ?, ?, COALESCE(MAX(number), 0) + 1, ?, ?, ?, ? FROM votes
                WHERE study = ? AND kind = ? AND voter = ?
                """,
            arguments: [
                id, voter.kind.rawValue, voter.name, vote.position, vote.verdict.rawValue, vote.mirrored?.rawValue,
                vote.seconds, vote.votedAt.milliseconds, id, voter.kind.rawValue, voter.name,
            ])
        for call in calls {
            try database.execute(
                sql: "INSERT INTO vote_calls (study, kind, voter, position, step, call) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [id, voter.kind.rawValue, voter.name, vote.position, call.step, try JSON.text(call)])
        }
    }
}
