import ForgeCore
import ForgeTesting
import Synchronization
import Testing

@testable import ForgeLab

/// A server and a `forge run` beside it, on one store.
@Suite("What other processes do", .timeLimit(.minutes(1)))
struct StoreWatchTests {
    /// Events of the server, as they come.
    private final class Heard: Sendable {
        let events = Mutex<[LiveEvent]>([])
        var all: [LiveEvent] { events.withLock { $0 } }

        func of(_ kind: LiveEvent.Kind) -> [LiveEvent] { all.filter { $0.kind == kind } }
    }

    private func whileWatching(
        _ lab: LabFixture, _ id: String? = nil, _ body: @escaping @Sendable (Heard) async throws -> Void
    ) async throws {
        let (queue, heard) = (lab.queue(), Heard())
        let watch = StoreWatch(queue: queue, events: lab.events, interval: .milliseconds(20))
        let subscription = lab.events.subscribe(to: id)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            group.addTask { for await event in subscription { heard.events.withLock { $0.append(event) } } }
            defer { group.cancelAll() }
            // The first look only notes what is there.
            try await Task.sleep(for: .milliseconds(200))
            try await body(heard)
        }
    }

    @Test func `a run beside the server is told from its begin to its end, with its answers`() async throws {
        let server = try await LabFixture(owner: "server")
        let other = try await LabFixture(delay: .milliseconds(700), owner: "run", sharing: server)
        let experiment = try await other.prepare("beside")[0]
        try await whileWatching(server, experiment.id) { heard in
            _ = try await other.laboratory.run([experiment]) { _ in }
            try await server.wait { heard.of(.experiment).contains { $0.data.contains("\"completed\"") } }
            let progress: [ExperimentProgress] = try heard.of(.progress).map { try JSON.decode(from: $0.data) }
            #expect(progress.allSatisfy { $0.id == experiment.id && !$0.isQueued })
            #expect(progress.map(\.done) == progress.map(\.done).sorted())
            let between = progress.filter { $0.status == .running && $0.done > 0 }
            #expect(between.count >= 2)
            #expect(between.last?.rate != nil && between.last?.result?.value == 1)
            #expect(progress.last?.status == .completed && progress.last?.done == 6)
            let answers: [AnswerNotice] = try heard.of(.answer).map { try JSON.decode(from: $0.data) }
            #expect(answers.count >= 2 && Set(answers.map(\.index)).count == answers.count)
            #expect(answers.allSatisfy { $0.answer == "Paris" && $0.score == 1 })
        }
    }

    @Test func `one that is over before the next look, and one that is put in the line, are told too`() async throws {
        let server = try await LabFixture(owner: "server")
        let other = try await LabFixture(owner: "run", sharing: server)
        let experiments = try await other.prepare("quick", "queued")
        try await whileWatching(server) { heard in
            _ = try await other.laboratory.run([experiments[0]]) { _ in }
            try await other.store.enqueue([experiments[1].id], batch: "b")
            try await server.wait {
                heard.of(.experiment).contains { $0.data.contains("quick") && $0.data.contains("\"completed\"") }
                    && heard.of(.queue).contains { $0.data.contains(experiments[1].id) }
                    && heard.of(.experiment).contains { $0.data.contains("queued") }
            }
        }
    }

    @Test func `one that ends before the first look at which somebody watches is told too`() async throws {
        let server = try await LabFixture(owner: "server")
        let other = try await LabFixture(owner: "run", sharing: server)
        let watch = StoreWatch(queue: server.queue(), events: server.events, interval: .seconds(2))
        let experiment = try await other.prepare("between")[0]
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            defer { group.cancelAll() }
            try await Task.sleep(for: .milliseconds(200))
            let subscription = server.events.subscribe()
            _ = try await other.laboratory.run([experiment]) { _ in }
            // Its progress and its end.
            try await server.wait { server.events.lastNumber >= 2 }
            withExtendedLifetime(subscription) {}
        }
    }

    @Test func `while nobody watches nothing is told, and who comes then is told only what follows`() async throws {
        let server = try await LabFixture(owner: "server")
        let other = try await LabFixture(owner: "run", sharing: server)
        let watch = StoreWatch(queue: server.queue(), events: server.events, interval: .milliseconds(10))
        let experiment = try await other.prepare("unseen")[0]
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            defer { group.cancelAll() }
            _ = try await other.laboratory.run([experiment]) { _ in }
            try await Task.sleep(for: .milliseconds(100))
            #expect(server.events.lastNumber == 0)
            // Who comes now has no need of what was before.
            let subscription = server.events.subscribe()
            try await Task.sleep(for: .milliseconds(100))
            #expect(server.events.lastNumber == 0)
            withExtendedLifetime(subscription) {}
        }
    }
}
