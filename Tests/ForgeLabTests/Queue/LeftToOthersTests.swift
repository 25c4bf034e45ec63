import ForgeCatalogue
import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeLab

@Suite("What a worker cannot run", .timeLimit(.minutes(1)))
struct LeftToOthersTests {
    @Test(.enabled(if: PostgresServer.isInstalled))
    func `an experiment whose model is not here stays in a shared line for the worker that has it`() async throws {
        let lab = try await LabFixture(owner: "poor", in: TemporaryStore.postgres())
        let wanting = try await lab.prepare("wanting", model: "missing")[0]
        let other = try await lab.prepare("other")[0]
        let poor = lab.queue()
        try await lab.whileRunning(poor) {
            try await poor.enqueue([wanting.id])
            try await poor.enqueue([other.id])
            try await lab.wait { try await lab.status(other) == .completed }
            try await lab.wait { try await lab.store.experiment(wanting.id).waitsForMaterial }
            // It is not taken again at once.
            try await Task.sleep(for: .milliseconds(300))
            let waiting = try await lab.store.experiment(wanting.id)
            #expect(waiting.status == .pending && waiting.error?.contains("`missing`") == true)
            #expect(waiting.error?.contains("Not on test") == true)
            #expect(try await poor.state() == QueueState(running: [], waiting: [wanting.id]))

            // Another process, and there the model is.
            let rich = try await LabFixture(owner: "rich", sharing: lab)
            try (Data("GGUF".utf8) + Data(count: 60)).write(to: lab.home.root.appending(path: "missing.gguf"))
            _ = try await rich.laboratory.models.pull("missing")
            let queue = rich.queue()
            try await rich.whileRunning(queue) {
                try await rich.wait { try await rich.status(wanting) == .completed }
                // It leaves the line a moment after it has ended.
                try await rich.wait { try await lab.store.queue().isEmpty }
            }
            let done = try await lab.store.experiment(wanting.id)
            #expect(done.error == nil && done.done == 6)
        }
        #expect(try await lab.store.queue().isEmpty)
    }

    @Test(.enabled(if: PostgresServer.isInstalled))
    func `what was left is run at once when it is asked for again and the model is there`() async throws {
        let lab = try await LabFixture(in: TemporaryStore.postgres())
        let wanting = try await lab.prepare("wanting", model: "missing")[0]
        let queue = lab.queue()
        try await lab.whileRunning(queue) {
            try await queue.enqueue([wanting.id])
            try await lab.wait { try await lab.store.experiment(wanting.id).waitsForMaterial }
            #expect(lab.laboratory.telemetry.counts.experiments.isEmpty)
            try (Data("GGUF".utf8) + Data(count: 60)).write(to: lab.home.root.appending(path: "missing.gguf"))
            _ = try await lab.laboratory.models.pull("missing")
            try await queue.enqueue([wanting.id])
            try await lab.wait { try await lab.status(wanting) == .completed }
        }
    }

    @Test func `a server that has the line for itself says at once that it cannot run it`() async throws {
        let lab = try await LabFixture()
        let wanting = try await lab.prepare("wanting", model: "missing")[0]
        let queue = lab.queue()
        try await lab.whileRunning(queue) {
            try await queue.enqueue([wanting.id])
            try await lab.waitUntilIdle(queue)
        }
        #expect(try await lab.status(wanting) == .failed)
        #expect(try await lab.store.experiment(wanting.id).waitsForMaterial == false)
    }

    @Test func `what was left is looked at again after a minute`() {
        var left = LeftToOthers()
        let now = ContinuousClock.now
        left.add("a", at: now)
        left.add("b", at: now + .seconds(30))
        #expect(left.ids(at: now + .seconds(59)) == ["a", "b"])
        #expect(left.ids(at: now + .seconds(60)) == ["b"])
        #expect(left.ids(at: now + .seconds(91)).isEmpty)
        left.add("c", at: now)
        left.remove("c")
        #expect(left.ids(at: now).isEmpty)
    }

    @Test(arguments: [
        ("model.not-installed", ErrorKind.notFound, true), ("adapter.unfinished", .conflict, true),
        ("knowledge.not-found", .notFound, true), ("store.not-found", .notFound, false),
        ("engine.memory", .resourceExhausted, false),
    ])
    func `only what another machine may have is left to others`(code: String, kind: ErrorKind, isLeft: Bool) {
        #expect(MissingHere.isCause(LabError(kind, code, "m")) == isLeft)
    }
}
