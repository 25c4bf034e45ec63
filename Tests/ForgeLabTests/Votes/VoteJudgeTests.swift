import ForgeCore
import ForgeEngines
import ForgeStore
import Testing

@testable import ForgeLab

@Suite struct `Judging by a model` {
    @Test(
        arguments: [
            ("A is better.\n[[A]]", VoteVerdict.left), ("[[B]]", .right), ("both\n[[c]]", .tie),
            ("[[A]] would be wrong, so [[B]]", .right), ("[[ A ]]", .left), ("[A]", .unreadable), ("A", .unreadable),
            ("[[D]]", .unreadable), ("", .unreadable), ("[[AB]]", .unreadable),
        ])
    func `Verdicts are read from double brackets, the last one counts`(output: String, verdict: VoteVerdict) {
        #expect(JudgePrompt.verdict(of: output) == verdict)
    }

    private func judge(
        _ fixture: VoteFixture, _ engine: ScriptedEngine, name: String = "m", concurrency: Int = 8
    ) -> VoteJudge {
        var judge = VoteJudge(store: fixture.store, engine: engine, name: name)
        judge.options.concurrency = concurrency
        return judge
    }

    @Test func `Each pair is shown in both orders, repeated ones not, and every call is kept`() async throws {
        let fixture = try await VoteFixture()
        let study = try await fixture.service.create(
            NewVoteStudy(experiments: fixture.ids, pairs: 6, repeats: 0.5, seed: 2))
        // Prefers the tuned one wherever it stands.
        let engine = ScriptedEngine(
            .closure { request in
                guard case .text(let text) = request.prompt,
                    let first = text.firstRange(of: "tuned says"), let other = text.firstRange(of: "base says")
                else { return "?" }
                return first.lowerBound < other.lowerBound ? "[[A]]" : "[[B]]"
            })
        let seen = Log<VoteJudge.Progress>()
        try await judge(fixture, engine).run(study.id) { seen.add($0) }
        #expect(engine.requests.count == 12)
        #expect(seen.entries.map(\.done) == Array(0...6) && seen.entries.last?.total == 6)
        let results = try await fixture.service.close(study.id)
        #expect(results.pairings[0].pairs == 0 && results.judges[0].pairings[0].winRate == 1)
        #expect(results.judges[0].flips?.count == 0 && results.judges[0].leftShare?.value == 0.5)
        let calls = try await fixture.service.calls(of: study.id, judge: "m")
        #expect(calls.count == 12 && calls.allSatisfy { $0.purpose == "judge" && $0.experimentID == study.id })
        #expect(calls.map(\.step) == Array(repeating: [0, 1], count: 6).flatMap(\.self))
    }

    @Test func `One that always says A flips everywhere and one that says nothing is unreadable`() async throws {
        let fixture = try await VoteFixture()
        let study = try await fixture.service.create(NewVoteStudy(experiments: fixture.ids, pairs: 5, seed: 2))
        try await judge(fixture, ScriptedEngine(.closure { _ in "[[A]]" })).run(study.id) { _ in }
        let mute = ScriptedEngine(.closure { _ in "I like both." })
        try await judge(fixture, mute, name: "mute").run(study.id) { _ in }
        let judges = try await fixture.service.close(study.id).judges
        #expect(judges.map(\.voter.name) == ["m", "mute"])
        #expect(judges[0].flips?.value == 1 && judges[0].pairings[0].ties == 5 && judges[0].leftShare?.value == 1)
        #expect(judges[1].unreadable == 5 && judges[1].pairings[0].winRate == nil && judges[1].flips == nil)
    }

    @Test func `A run that failed goes on with the pairs that are left`() async throws {
        let fixture = try await VoteFixture()
        let study = try await fixture.service.create(NewVoteStudy(experiments: fixture.ids, pairs: 6, seed: 2))
        let failing = ScriptedEngine(
            .closure { _ in "[[A]]" }, failures: [7: EngineError(.unavailable, "engine.shut-down", "gone")])
        let first = judge(fixture, failing, concurrency: 1)
        await #expect(throws: EngineError.self) { try await first.run(study.id) { _ in } }
        #expect(try await fixture.store.votes(of: study.id).count == 3)
        let engine = ScriptedEngine(.closure { _ in "[[B]]" })
        try await judge(fixture, engine).run(study.id) { _ in }
        #expect(engine.requests.count == 6)
        #expect(
            try await fixture.store.votes(of: study.id).map(\.verdict).sorted { $0.rawValue < $1.rawValue }
                == [.left, .left, .left, .right, .right, .right])
    }

    @Test func `A pair that is too long for the model is unreadable, and the others are judged`() async throws {
        let fixture = try await VoteFixture()
        let study = try await fixture.service.create(NewVoteStudy(experiments: fixture.ids, pairs: 4, seed: 2))
        let engine = ScriptedEngine(
            .closure { _ in "[[C]]" },
            failures: [0: EngineError(.resourceExhausted, "context.overflow", "too long")])
        try await judge(fixture, engine).run(study.id) { _ in }
        let own = try await fixture.service.close(study.id).judges[0]
        #expect(own.unreadable == 1 && own.pairings[0].ties == 3)
    }
}
