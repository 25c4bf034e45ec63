import ForgeCore
import Testing

@testable import ForgeEngines

@Suite struct `Scripted engine` {
    @Test func `Answers come from the table and are counted in words`() async throws {
        let engine = ScriptedEngine(.table(["Question: 1+1": "It is two"]))
        let generation = try await engine.generate(.init(prompt: .text("Question: 1+1")))
        #expect(generation.text == "It is two")
        #expect(generation.inputTokens == 2)
        #expect(generation.outputTokens == 4)
        #expect(generation.finishReason == .endOfTurn)
        let error = await #expect(throws: EngineError.self) {
            try await engine.generate(.init(prompt: .text("other")))
        }
        #expect(error?.code == "scripted.no-answer")
        #expect(engine.requests.count == 2)
    }

    @Test func `Stop strings and the token limit end the answer`() async throws {
        let engine = ScriptedEngine(.closure { _ in "one two three. END four" })
        let stopped = try await engine.generate(.init(prompt: .text("x"), stop: ["END"]))
        #expect(stopped.text == "one two three. ")
        #expect(stopped.finishReason == .stop)
        let cut = try await engine.generate(.init(prompt: .text("x"), maxTokens: 2))
        #expect(cut.text == "one two")
        #expect(cut.finishReason == .length)
    }

    @Test func `Chosen calls fail and the others go on`() async throws {
        let engine = ScriptedEngine(.ordered(["a", "b", "c"]), failures: [1: EngineError.shutDown])
        #expect(try await engine.generate(.init(prompt: .text("x"))).text == "a")
        await #expect(throws: EngineError.self) { try await engine.generate(.init(prompt: .text("x"))) }
        #expect(try await engine.generate(.init(prompt: .text("x"))).text == "c")
    }

    @Test func `Calls run at the same time and can be cancelled`() async throws {
        let engine = ScriptedEngine(.closure { _ in "a" }, delay: .milliseconds(200))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await engine.generate(.init(prompt: .text("x"))) } }
            try await group.waitForAll()
        }
        #expect(engine.mostConcurrentCalls == 8)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await engine.generate(.init(prompt: .text("x")))
                }
            }
            group.cancelAll()
        }
    }
}
