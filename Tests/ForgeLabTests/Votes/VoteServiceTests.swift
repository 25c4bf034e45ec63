import ForgeCore
import ForgeStore
import ForgeTesting
import Testing

@testable import ForgeLab

@Suite struct `Voting` {
    private func failure(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let error as any ForgeError {
            #expect(error.remedy != nil, "\(error)")
            return error.code
        } catch {
            return "\(error)"
        }
    }

    @Test func `A voter sees one pair after the other, can take votes back, and ends`() async throws {
        let fixture = try await VoteFixture()
        let service = fixture.service
        let study = try await service.create(
            NewVoteStudy(experiments: fixture.ids, pairs: 3, repeats: 0, seed: 1))
        #expect(study.name == "capitals vote" && study.contenders == nil && study.isOpen)
        let ann = try Voter(person: " Ann ")
        let first = try await service.turn(of: ann, in: study.id)
        #expect((first.done, first.total, first.item?.position) == (0, 3, 0))
        try await service.cast(.left, on: 0, by: ann, in: study.id)
        #expect(try await service.turn(of: ann, in: study.id).item?.position == 1)
        #expect(try await service.undo(by: ann, in: study.id).item == first.item)
        #expect(try await service.undo(by: ann, in: study.id).wasUndone == false)
        for position in 0..<3 { try await service.cast(.skip, on: position, by: ann, in: study.id) }
        let end = try await service.turn(of: ann, in: study.id)
        #expect(end.item == nil && end.done == 3)
        #expect(try await service.turn(of: try Voter(person: "Ben"), in: study.id).item?.position == 0)
    }

    @Test func `While a study is open nothing tells names or figures`() async throws {
        let fixture = try await VoteFixture()
        let service = fixture.service
        let id = try await fixture.voted { _, item in item.verdict(for: 1) }
        let shown = try await JSON.text(service.list()) + JSON.text(service.overview(id))
        for name in ["base", "tuned"] + fixture.ids { #expect(!shown.contains(name)) }
        #expect(await failure { _ = try await service.results(of: id) } == "votes.open")
        #expect(await failure { _ = try await service.ledger(of: id) } == "votes.open")
        #expect(await failure { _ = try await service.preferences(of: id, judge: nil) } == "votes.open")
        #expect(await failure { _ = try await service.calls(of: id, judge: "m") } == "votes.open")
        let results = try await service.close(id)
        #expect(results.pairings[0].winRate == 1)
        #expect(try await service.overview(id).contenders?.map(\.name) == ["base", "tuned"])
        let eve = Voter(.human, "Eve")
        #expect(await failure { try await service.cast(.left, on: 0, by: eve, in: id) } == "votes.closed")
    }

    @Test func `What cannot be voted on is refused with a reason`() async throws {
        let fixture = try await VoteFixture()
        let service = fixture.service
        let other = try StoredFixture(name: "other", count: 3)
        try await other.store(in: fixture.store, recording: 0..<3)
        func create(_ experiments: [String], pairs: Int? = nil, repeats: Double? = nil, name: String? = nil) async
            -> String?
        {
            await failure {
                _ = try await service.create(
                    NewVoteStudy(experiments: experiments, name: name, pairs: pairs, repeats: repeats))
            }
        }
        #expect(await create([fixture.ids[0]]) == "votes.invalid")
        #expect(await create(["base", "base"]) == "votes.invalid")
        #expect(await create(["base", fixture.ids[0]]) == "votes.invalid")
        #expect(await create(["base", "nobody"]) == "store.not-found")
        #expect(await create(["base", "other"]) == "votes.unfinished")
        try await fixture.store.update(other.experiment.id, ExperimentChange(status: .completed))
        #expect(await create(["base", "other"]) == "votes.different-questions")
        #expect(await create(["base", "tuned"], pairs: 0) == "votes.invalid")
        #expect(await create(["base", "tuned"], repeats: 0.6) == "votes.invalid")
        #expect(await create(["base", "tuned"], name: "a\u{1B}[2J") == "votes.invalid")
        let same = try await VoteFixture(equal: Set(0..<12))
        #expect(
            await failure { _ = try await same.service.create(NewVoteStudy(experiments: same.ids)) } == "votes.nothing")
        let study = try await service.create(NewVoteStudy(experiments: fixture.ids))
        #expect(await failure { _ = try await service.close(study.id) } == "votes.none")
        #expect(
            await failure { try await service.cast(.unreadable, on: 0, by: Voter(.human, "A"), in: study.id) }
                == "votes.invalid")
    }

    @Test(arguments: ["", "  \n", String(repeating: "a", count: 61), "A\u{7}"])
    func `Names of voters are checked`(name: String) {
        #expect(throws: LabError.self) { try Voter(person: name) }
    }
}
