package import ForgeCore
package import Foundation

extension PostgresStore: VoteStore {
    package func create(_ study: VoteStudy, items: [VoteItem]) async throws {
        try study.validate(with: items)
        try await write { try PostgresVotes.insert(study, items: items, $0) }
    }

    package func study(_ id: String) async throws -> VoteStudy { try await read { try PostgresVotes.exact(id, $0) } }

    package func findStudy(_ reference: String) async throws -> VoteStudy {
        try await read { try PostgresVotes.find(reference, $0) }
    }

    package func studies() async throws -> [VoteStudy] { try await read { try PostgresVotes.shown($0) } }

    package func items(of id: String) async throws -> [VoteItem] {
        try await read { transaction in
            _ = try PostgresVotes.exact(id, transaction)
            return try transaction.map("SELECT item FROM vote_items WHERE study = \(id) ORDER BY position") {
                try $0.json()
            }
        }
    }

    // MARK: Votes

    package func cast(_ vote: Vote, calls: [ModelCall], in id: String) async throws -> Bool {
        try vote.validate()
        return try await write { transaction in
            try PostgresVotes.lockOpen(id, transaction)
            let item = try transaction.first(
                "SELECT 1 FROM vote_items WHERE study = \(id) AND position = \(vote.position)")
            guard item != nil else { throw StoreError.noSuchPair(vote.position, in: id) }
            let own = PostgresVotes.belongs(to: vote.voter, in: id)
            let before = try PostgresVotes.votes("\(own) AND position = \(vote.position)", transaction).first
            guard try vote.isNew(beside: before) else { return false }
            try PostgresVotes.insert(vote, calls: calls, in: id, transaction)
            return true
        }
    }

    package func withdrawLatest(of voter: Voter, in id: String) async throws -> Vote? {
        try await write { transaction in
            try PostgresVotes.lockOpen(id, transaction)
            let own = PostgresVotes.belongs(to: voter, in: id)
            let latest = try PostgresVotes.votes("\(own) ORDER BY number DESC LIMIT 1", transaction).first
            guard let latest else { return nil }
            try transaction.run("DELETE FROM votes WHERE \(own) AND position = \(latest.position)")
            return latest
        }
    }

    package func votes(of id: String) async throws -> [Vote] {
        try await read { transaction in
            _ = try PostgresVotes.exact(id, transaction)
            return try PostgresVotes.votes("study = \(id) ORDER BY kind, voter, number", transaction)
        }
    }

    package func turnout(of ids: [String]) async throws -> [String: [VoterTurnout]] {
        try await read { transaction in
            var turnout: [String: [VoterTurnout]] = [:]
            _ = try transaction.map(
                """
                SELECT study, kind, voter, COUNT(*) FROM votes WHERE study = ANY (\(PostgresArray(ids)))
                GROUP BY study, kind, voter
                """
            ) { row in
                let id = try row.text()
                let voter = Voter(try row.named(), try row.text())
                turnout[id, default: []].append(VoterTurnout(voter: voter, votes: try row.int()))
            }
            return turnout.mapValues { $0.sorted { $0.voter < $1.voter } }
        }
    }

    package func calls(of id: String, judge: String) async throws -> [ModelCall] {
        try await read { transaction in
            _ = try PostgresVotes.exact(id, transaction)
            let own = PostgresVotes.belongs(to: Voter(.judge, judge), in: id)
            return try transaction.map("SELECT call FROM vote_calls WHERE \(own) ORDER BY position, step") {
                try $0.json()
            }
        }
    }

    // MARK: Ends

    package func closeStudy(_ id: String, at date: Date) async throws {
        try await change(id, "closed_at = COALESCE(closed_at, \(date.milliseconds))")
    }

    package func deleteStudy(_ id: String) async throws {
        try await change(id, "deleted_at = COALESCE(deleted_at, \(Timestamp.now().milliseconds))")
    }

    package func restoreStudy(_ id: String) async throws { try await change(id, "deleted_at = NULL") }

    private func change(_ id: String, _ assignment: BoundSQL) async throws {
        try await write { transaction in
            _ = try PostgresVotes.exact(id, transaction)
            try transaction.run("UPDATE vote_studies SET \(assignment) WHERE id = \(id)")
        }
    }
}
