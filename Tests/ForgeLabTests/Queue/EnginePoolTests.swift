import ForgeCatalogue
import ForgeCore
import ForgeEngines
import Foundation
import Synchronization
import Testing

@testable import ForgeLab

/// A provider that counts, takes a while, and fails when told to.
final class CountingProvider: Sendable {
    struct State {
        var loads: [String] = []
        var alive: [String: ScriptedEngine] = [:]
        var mostAlive = 0
        var failures = 0
    }

    let state = Mutex(State())

    func load(_ specification: EngineSpecification) async throws -> any Engine {
        let name = specification.model.name
        state.withLock { $0.loads.append(name) }
        try await Task.sleep(for: .milliseconds(30))
        let mustFail = state.withLock { state in
            defer { state.failures = max(0, state.failures - 1) }
            return state.failures > 0
        }
        if mustFail { throw EngineError(.resourceExhausted, "test.load", "no memory") }
        return ScriptedEngine(.closure { _ in "x" }, model: name)
    }

    var loads: [String] { state.withLock { $0.loads } }
}

private func specification(_ name: String, sequences: Int = 8) -> EngineSpecification {
    EngineSpecification(
        model: .file(ModelFile(name: name, url: URL(filePath: "/\(name).gguf"), bytes: 1, sha256: name)),
        config: EngineConfig(), parallelSequences: sequences)
}

@Suite("The pool of engines")
struct EnginePoolTests {
    private let provider = CountingProvider()

    private func pool(_ capacity: Int = 1) -> EnginePool { EnginePool(capacity: capacity, load: provider.load) }

    @Test func `those who ask at once share one load`() async throws {
        let pool = pool()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await pool.withEngine(specification("a")) { _ in try await Task.sleep(for: .milliseconds(5)) }
                }
            }
            try await group.waitForAll()
        }
        #expect(provider.loads == ["a"])
        #expect(await pool.states.map(\.users) == [0])
    }

    @Test func `an idle engine leaves its place, one in use keeps it`() async throws {
        let pool = pool()
        try await pool.withEngine(specification("a")) { _ in }
        try await pool.withEngine(specification("b")) { _ in
            let error = await #expect(throws: LabError.self) {
                try await pool.withEngine(specification("a"), whenFull: .fail) { _ in }
            }
            #expect(error?.code == "engine.busy")
            #expect(error?.kind == .conflict)
        }
        #expect(provider.loads == ["a", "b"])
        #expect(await pool.loaded.map(\.model) == ["b"])
    }

    @Test func `who waits gets the place when it is free`() async throws {
        let pool = pool()
        let order = Log<String>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await pool.withEngine(specification("a")) { _ in
                    try await Task.sleep(for: .milliseconds(100))
                    order.add("a")
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            group.addTask {
                try await pool.withEngine(specification("b"), whenFull: .wait) { _ in order.add("b") }
            }
            try await group.waitForAll()
        }
        #expect(order.entries == ["a", "b"])
    }

    @Test func `waiting ends when the task is cancelled`() async throws {
        let pool = pool()
        try await pool.withEngine(specification("a")) { _ in
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await pool.withEngine(specification("b"), whenFull: .wait) { _ in }
                    }
                }
                try? await Task.sleep(for: .milliseconds(20))
                group.cancelAll()
            }
        }
        #expect(provider.loads == ["a"])
    }

    @Test func `a failed load frees its place and the next tries again`() async throws {
        let pool = pool()
        provider.state.withLock { $0.failures = 1 }
        await #expect(throws: EngineError.self) { try await pool.withEngine(specification("a")) { _ in } }
        #expect(await pool.states.isEmpty)
        try await pool.withEngine(specification("a")) { _ in }
        #expect(provider.loads == ["a", "a"])
    }

    @Test func `many models in few places never exceed the capacity and all get their turn`() async throws {
        let pool = pool(2)
        let served = Log<Int>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<30 {
                group.addTask {
                    try await pool.withEngine(specification("m\(number % 5)")) { engine in
                        #expect(engine.info.model == "m\(number % 5)")
                        #expect(await pool.states.count <= 2)
                        served.add(number)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(served.entries.count == 30)
    }

    @Test func `the same model with other settings is shared only by those who do not mind`() async throws {
        let pool = pool()
        try await pool.withEngine(specification("a", sequences: 16)) { _ in
            try await pool.withEngine(specification("a", sequences: 8), sharing: .sameModel) { _ in }
            await #expect(throws: LabError.self) {
                try await pool.withEngine(specification("a", sequences: 8), whenFull: .fail) { _ in }
            }
        }
        #expect(provider.loads == ["a"])
    }

    @Test func `the end waits for users, frees the models and lets nobody in`() async throws {
        let pool = pool()
        let finished = Log<Bool>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await pool.withEngine(specification("a")) { _ in
                    try await Task.sleep(for: .milliseconds(100))
                    finished.add(true)
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            await pool.shutdown()
            #expect(finished.entries.count == 1)
            try await group.waitForAll()
        }
        #expect(await pool.states.isEmpty)
        await #expect(throws: LabError.self) { try await pool.withEngine(specification("a")) { _ in } }
    }

    @Test func `the state tells what is loading and who uses it`() async throws {
        let pool = pool()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await pool.withEngine(specification("a")) { _ in
                    let states = await pool.states
                    #expect(states.map(\.phase) == [.loaded])
                    #expect(states.map(\.users) == [1])
                }
            }
            try await Task.sleep(for: .milliseconds(10))
            #expect(await pool.states.map(\.phase) == [.loading])
            try await group.waitForAll()
        }
    }
}
