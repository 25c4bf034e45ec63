import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite struct `Vote studies` {
    private func study(_ name: String = "taste", items: Int = 4, createdAt: Date = Timestamp.now()) -> VoteStudy {
        VoteStudy(
            name: name,
            contenders: ["base", "tuned"].map {
                VoteContender(
                    experimentID: "0123456789a\($0.count)", name: $0, method: "naive", model: "tiny", configHash: "c")
            }, dataset: "capitals", split: "dev", sampleHash: "s", seed: .max, pairs: items - 1, repeats: 1,
            omitted: VoteOmissions(equal: 2, unanswered: 1), createdAt: createdAt)
    }

    private func items(_ count: Int = 4) -> [VoteItem] {
        (0..<count).map {
            VoteItem(
                position: $0, sampleIndex: $0, sampleID: "s\($0)", prompt: "Q\($0)\0 ü", left: $0 % 2,
                right: 1 - $0 % 2,
                leftAnswer: "l\0\($0)", rightAnswer: "", repeats: $0 == count - 1 ? 0 : nil)
        }
    }

    private let ann = Voter(.human, "Ann"), ben = Voter(.human, "Ben ⚖"), model = Voter(.judge, "Ann")

    private func vote(_ voter: Voter, _ position: Int, _ verdict: VoteVerdict) -> Vote {
        Vote(voter: voter, position: position, verdict: verdict, seconds: 1.5)
    }

    @Test(arguments: StoreKind.allCases)
    func `A study and its items come back as they were`(kind: StoreKind) async throws {
        let (first, second) = try await kind.makePair()
        let made = study()
        try await first.create(made, items: items())
        #expect(try await second.study(made.id) == made)
        #expect(try await second.items(of: made.id) == items())
        #expect(try await second.votes(of: made.id).isEmpty)
        #expect(try await second.turnout(of: [made.id, "none"]).isEmpty)
        await expectError("votes.duplicate") { try await second.create(made, items: items()) }
        await expectError("store.invalid") { try await second.create(study(), items: Array(items().reversed())) }
        await expectError("store.invalid") { try await second.create(study(items: 5), items: items()) }
        #expect(try await second.studies() == [made])
    }

    @Test(arguments: StoreKind.allCases)
    func `Studies are found by id, newest name or part of the id, and listed newest first`(kind: StoreKind) async throws
    {
        let store = try await kind.make()
        let old = study(createdAt: Date(timeIntervalSince1970: 1_700_000_000)), new = study(), other = study("other")
        for made in [new, old, other] { try await store.create(made, items: items()) }
        #expect(try await store.findStudy("taste").id == new.id)
        #expect(try await store.findStudy(old.id).id == old.id)
        #expect(try await store.findStudy(String(other.id.dropFirst(1))).id == other.id)
        #expect(try await store.studies().last == old)
        #expect(try await store.studies().count == 3)
        await expectError("votes.not-found", mentioning: ["taste"]) { _ = try await store.findStudy("tast") }
        await expectError("votes.not-found") { _ = try await store.study("taste") }
        for id in ["none", "no\0ne"] {
            await expectError("votes.not-found") { _ = try await store.items(of: id) }
            await expectError("votes.not-found") { _ = try await store.votes(of: id) }
            await expectError("votes.not-found") { try await store.cast(vote(ann, 0, .left), calls: [], in: id) }
            await expectError("votes.not-found") { _ = try await store.withdrawLatest(of: ann, in: id) }
            await expectError("votes.not-found") { try await store.closeStudy(id, at: Timestamp.now()) }
            await expectError("votes.not-found") { try await store.deleteStudy(id) }
            await expectError("votes.not-found") { _ = try await store.calls(of: id, judge: "m") }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `Votes come back by voter in the order they were cast`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let made = study()
        try await store.create(made, items: items())
        var judged = vote(model, 0, .right)
        judged.mirrored = .unreadable
        let cast = [vote(ann, 2, .left), vote(ann, 0, .bothBad), vote(ben, 1, .skip), judged]
        for vote in [cast[2], cast[3], cast[0], cast[1]] {
            #expect(try await store.cast(vote, calls: [], in: made.id))
        }
        #expect(try await store.votes(of: made.id) == cast)
        #expect(
            try await store.turnout(of: [made.id]) == [
                made.id: [
                    VoterTurnout(voter: ann, votes: 2), VoterTurnout(voter: ben, votes: 1),
                    VoterTurnout(voter: model, votes: 1),
                ]
            ])
    }

    @Test(arguments: StoreKind.allCases)
    func `The same vote twice is harmless, another one is refused`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let made = study()
        try await store.create(made, items: items())
        #expect(try await store.cast(vote(ann, 0, .left), calls: [], in: made.id))
        #expect(try await !store.cast(vote(ann, 0, .left), calls: [], in: made.id))
        await expectError("votes.already", mentioning: ["left", "tie"]) {
            try await store.cast(vote(ann, 0, .tie), calls: [], in: made.id)
        }
        await expectError("store.invalid") { try await store.cast(vote(ann, 4, .tie), calls: [], in: made.id) }
        await expectError("store.invalid") {
            try await store.cast(vote(Voter(.human, ""), 1, .tie), calls: [], in: made.id)
        }
        var endless = vote(ann, 1, .tie)
        endless.seconds = .infinity
        await expectError("store.invalid") { try await store.cast(endless, calls: [], in: made.id) }
        #expect(try await store.votes(of: made.id).map(\.verdict) == [.left])
    }

    @Test(arguments: StoreKind.allCases)
    func `The latest vote is taken back, one after the other, of that voter alone`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let made = study()
        try await store.create(made, items: items())
        for (voter, position) in [(ann, 2), (ann, 0), (ben, 1), (model, 3)] {
            try await store.cast(vote(voter, position, .left), calls: [], in: made.id)
        }
        #expect(try await store.withdrawLatest(of: ann, in: made.id)?.position == 0)
        try await store.cast(vote(ann, 1, .right), calls: [], in: made.id)
        #expect(try await store.withdrawLatest(of: ann, in: made.id)?.position == 1)
        #expect(try await store.withdrawLatest(of: ann, in: made.id)?.position == 2)
        #expect(try await store.withdrawLatest(of: ann, in: made.id) == nil)
        #expect(try await store.votes(of: made.id).map(\.voter) == [ben, model])
    }

    @Test(arguments: StoreKind.allCases)
    func `A judge's calls are kept with its vote and go with it`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let made = study()
        try await store.create(made, items: items())
        let fixture = try StoredFixture()
        let calls = (0..<2).map { step in
            var call = fixture.call(1, step: step)
            call.experimentID = made.id
            call.output = "verdict\0 [[A]]"
            return call
        }
        let judge = Voter(.judge, "m")
        try await store.cast(vote(judge, 1, .left), calls: calls, in: made.id)
        try await store.cast(vote(Voter(.judge, "other"), 1, .left), calls: [calls[0]], in: made.id)
        #expect(try await store.calls(of: made.id, judge: "m") == calls)
        _ = try await store.withdrawLatest(of: judge, in: made.id)
        #expect(try await store.calls(of: made.id, judge: "m").isEmpty)
        #expect(try await store.calls(of: made.id, judge: "other").count == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func `A closed or deleted study takes no votes and gives none back`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let closed = study("closed"), deleted = study("deleted")
        for made in [closed, deleted] {
            try await store.create(made, items: items())
            try await store.cast(vote(ann, 0, .left), calls: [], in: made.id)
        }
        let end = Timestamp.now()
        try await store.closeStudy(closed.id, at: end)
        try await store.closeStudy(closed.id, at: Date(timeIntervalSince1970: 1))
        #expect(try await store.study(closed.id).closedAt == end)
        try await store.deleteStudy(deleted.id)
        for made in [closed, deleted] {
            await expectError("votes.closed") { try await store.cast(vote(ann, 1, .left), calls: [], in: made.id) }
            await expectError("votes.closed") { _ = try await store.withdrawLatest(of: ann, in: made.id) }
        }
        #expect(try await store.studies().map(\.name) == ["closed"])
        await expectError("votes.not-found") { _ = try await store.findStudy("deleted") }
        #expect(try await store.findStudy(deleted.id).deletedAt != nil)
        try await store.restoreStudy(deleted.id)
        #expect(try await store.cast(vote(ann, 1, .left), calls: [], in: deleted.id))
    }

    @Test(arguments: StoreKind.allCases)
    func `Two processes cannot vote for one voter on one pair differently`(kind: StoreKind) async throws {
        let (first, second) = try await kind.makePair()
        let made = study()
        try await first.create(made, items: items())
        let taken = await withTaskGroup(of: Bool.self) { group in
            for (store, verdict) in [(first, VoteVerdict.left), (second, .right), (first, .tie), (second, .skip)] {
                group.addTask {
                    (try? await store.cast(vote(ann, 0, verdict), calls: [], in: made.id)) ?? false
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(taken == 1)
        #expect(try await first.votes(of: made.id).count == 1)
    }
}
