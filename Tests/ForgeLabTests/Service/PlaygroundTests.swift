import ForgeCore
import ForgeEngines
import Foundation
import Testing

@testable import ForgeLab

@Suite("The playground", .timeLimit(.minutes(1)))
struct PlaygroundTests {
    private typealias Contender = PlaygroundRequest.Contender

    private static func run(
        _ request: PlaygroundRequest, in lab: LabFixture, on pool: EnginePool
    ) async throws -> [PlaygroundEvent] {
        let log = Log<PlaygroundEvent>()
        try await Playground(laboratory: lab.laboratory, engines: pool).run(request) { log.add($0) }
        return log.entries
    }

    @Test func `every contender's text is told and ends as its answer`() async throws {
        let lab = try await LabFixture(script: .closure { _ in "It is Paris, I think.\nAnswer: Paris" })
        let request = PlaygroundRequest(
            prompt: "What is the capital of France?",
            contenders: [
                Contender(model: "parrot"), Contender(model: "crow", method: "cot"),
                Contender(model: "parrot", method: "self-consistency", options: ["samples": 3]),
            ])
        let events = try await Self.run(request, in: lab, on: lab.pool())
        for contender in request.contenders.indices {
            let calls = contender == 2 ? 3 : 1
            #expect(events.contains(.waiting(contender: contender)))
            let answer = try #require(
                events.compactMap { event in
                    if case .finished(contender, let answer) = event { answer } else { nil }
                }.first)
            #expect(answer.output.contains("It is Paris"))
            #expect(answer.answer == (contender == 0 ? nil : "Paris"))
            #expect(answer.calls == calls)
            #expect(answer.outputTokens >= 5 * calls)
            for call in 0..<calls {
                let text = events.compactMap { event in
                    if case .text(contender, call, let piece) = event { piece } else { nil }
                }
                #expect(text.count > 1)
                #expect(text.joined() == answer.output)
            }
        }
        // One model after the other: both of the parrot's share one load.
        #expect(lab.loadedModels == ["parrot", "crow"])
    }

    @Test func `a model in use by an experiment serves the playground too, another one fails at once`() async throws {
        let lab = try await LabFixture(delay: .milliseconds(30))
        let pool = lab.pool()
        let queue = ExperimentQueue(laboratory: lab.laboratory, engines: pool, events: lab.events)
        let experiment = try await lab.prepare("a")[0]
        let request = PlaygroundRequest(
            prompt: "Hello", contenders: [Contender(model: "crow"), Contender(model: "parrot")])
        let events = try await lab.whileRunning(queue) {
            try await queue.enqueue([experiment.id])
            try await lab.wait { try await lab.store.experiment(experiment.id).done >= 1 }
            let events = try await Self.run(request, in: lab, on: pool)
            try await lab.waitUntilIdle(queue)
            return events
        }
        let failure = events.compactMap { event in
            if case .failed(0, let message, let remedy) = event { (message, remedy) } else { nil }
        }.first
        #expect(failure?.0.contains("parrot is in use") == true)
        #expect(failure?.1 != nil)
        #expect(events.contains { if case .finished(1, _) = $0 { true } else { false } })
        #expect(try await lab.status(experiment) == .completed)
        #expect(lab.loadedModels == ["parrot"])
    }

    @Test func `a model that is not on this machine fails its contender alone`() async throws {
        let lab = try await LabFixture()
        let events = try await Self.run(
            PlaygroundRequest(prompt: "Hello", contenders: [Contender(model: "missing"), Contender(model: "crow")]),
            in: lab, on: lab.pool())
        #expect(
            events.contains { if case .failed(0, _, "Run `forge models pull missing`."?) = $0 { true } else { false } })
        #expect(events.contains { if case .finished(1, _) = $0 { true } else { false } })
    }

    @Test func `cancelling ends the model's calls and gives the model back`() async throws {
        let lab = try await LabFixture(delay: .seconds(20), script: .closure { _ in "one two three four" })
        let pool = lab.pool()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    _ = try await Self.run(
                        PlaygroundRequest(prompt: "Hello", contenders: [Contender(model: "parrot")]), in: lab, on: pool)
                }
            }
            try await lab.wait { await pool.states.contains { $0.users == 1 && $0.phase == .loaded } }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(await pool.states.map(\.users) == [0])
    }

    @Test(arguments: [
        PlaygroundRequest(prompt: " \n", contenders: [.init(model: "parrot")]),
        .init(prompt: String(repeating: "a", count: 20_001), contenders: [.init(model: "parrot")]),
        .init(prompt: "x", contenders: []),
        .init(prompt: "x", contenders: Array(repeating: .init(model: "parrot"), count: 7)),
        .init(prompt: "x", contenders: [.init(model: "/etc/passwd.gguf")]),
        .init(prompt: "x", contenders: [.init(model: "parot")]),
        .init(prompt: "x", contenders: [.init(model: "parrot", method: "magic")]),
        .init(prompt: "x", contenders: [.init(model: "parrot", options: ["shots": 1])]),
        .init(prompt: "x", contenders: [.init(model: "parrot", method: "cot", options: ["shots": 99])]),
        .init(prompt: "x", contenders: [.init(model: "parrot", method: "cot", options: ["examples": "/etc/passwd"])]),
        .init(prompt: "x", contenders: [.init(model: "parrot")], maxTokens: 0),
        .init(prompt: "x", contenders: [.init(model: "parrot")], temperature: -1),
        .init(prompt: "x", contenders: [.init(model: "parrot")], temperature: .nan),
    ])
    func `what cannot be answered is refused before anything happens`(request: PlaygroundRequest) async throws {
        let lab = try await LabFixture()
        let log = Log<PlaygroundEvent>()
        let error = await #expect(throws: LabError.self) {
            try await Playground(laboratory: lab.laboratory, engines: lab.pool()).run(request) { log.add($0) }
        }
        #expect(error?.kind == .invalidInput)
        #expect(error?.remedy != nil)
        #expect(log.entries.isEmpty)
    }
}
