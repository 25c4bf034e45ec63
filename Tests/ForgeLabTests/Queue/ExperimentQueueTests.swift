import ForgeCore
import ForgeEngines
import ForgeTesting
import Foundation
import Synchronization
import Testing

@testable import ForgeLab

@Suite("The line of experiments", .timeLimit(.minutes(1)))
struct ExperimentQueueTests {
    @Test func `what is put in the line is run to its end and leaves the line`() async throws {
        let lab = try await LabFixture()
        let queue = lab.queue()
        let experiments = try await lab.prepare("a", "b")
        try await lab.whileRunning(queue) {
            try await queue.enqueue(experiments.map(\.id))
            try await lab.waitUntilIdle(queue)
        }
        for experiment in experiments { #expect(try await lab.status(experiment) == .completed) }
        #expect(try await lab.store.queue().isEmpty)
        #expect(lab.loadedModels == ["parrot"])
    }

    @Test func `batches take turns`() async throws {
        let lab = try await LabFixture(delay: .milliseconds(5))
        let queue = lab.queue()
        let large = try await lab.prepare("a1", "a2", "a3")
        let single = try await lab.prepare("b")
        try await queue.enqueue(large.map(\.id))
        try await Task.sleep(for: .milliseconds(5))
        try await queue.enqueue(single.map(\.id))
        try await lab.whileRunning(queue) { try await lab.waitUntilIdle(queue) }
        var finished: [(name: String, at: Date)] = []
        for experiment in large + single {
            let now = try await lab.store.experiment(experiment.id)
            finished.append((now.name, try #require(now.finishedAt)))
        }
        #expect(finished.sorted { $0.at < $1.at }.map(\.name) == ["a1", "b", "a2", "a3"])
    }

    @Test func `completed and deleted experiments are refused`() async throws {
        let lab = try await LabFixture()
        let queue = lab.queue()
        let experiments = try await lab.prepare("a", "b")
        try await lab.store.update(experiments[0].id, ExperimentChange(status: .completed))
        try await lab.store.delete(experiments[1].id)
        for experiment in experiments {
            let error = await #expect(throws: LabError.self) { try await queue.enqueue([experiment.id]) }
            #expect(error?.kind == .conflict)
            #expect(error?.remedy != nil)
        }
        #expect(try await lab.store.queue().isEmpty)
    }

    @Test func `while it is held nothing is begun, and a line that runs cannot be held`() async throws {
        let lab = try await LabFixture(delay: .milliseconds(40))
        let queue = lab.queue()
        let experiments = try await lab.prepare("a", "b")
        try await lab.whileRunning(queue) {
            #expect(await queue.holdIfIdle())
            try await queue.enqueue([experiments[0].id])
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await lab.status(experiments[0]) == .pending)
            await queue.letGo()
            try await lab.wait { try await lab.store.experiment(experiments[0].id).done >= 1 }
            #expect(await !queue.holdIfIdle())
            try await lab.waitUntilIdle(queue)
        }
        #expect(try await lab.status(experiments[0]) == .completed)
    }

    @Test(.enabled(if: PostgresServer.isInstalled))
    func `a line that others share can be held here too`() async throws {
        let lab = try await LabFixture(in: TemporaryStore.postgres())
        let queue = lab.queue()
        let experiment = try await lab.prepare("a")[0]
        try await lab.whileRunning(queue) {
            #expect(await queue.holdIfIdle())
            try await queue.enqueue([experiment.id])
            try await Task.sleep(for: .milliseconds(300))
            #expect(try await lab.status(experiment) == .pending)
            #expect(try await queue.state() == QueueState(waiting: [experiment.id]))
            await queue.letGo()
            try await lab.waitUntilIdle(queue)
        }
        #expect(try await lab.status(experiment) == .completed)
    }

    // MARK: Stopping

    @Test func `a running experiment is stopped when stop returns, and goes on when it is asked for again`()
        async throws
    {
        let lab = try await LabFixture(delay: .milliseconds(40))
        let queue = lab.queue()
        let experiment = try await lab.prepare("a")[0]
        try await lab.whileRunning(queue) {
            try await queue.enqueue([experiment.id])
            try await lab.wait { try await lab.store.experiment(experiment.id).done >= 2 }
            try await queue.stop(experiment.id)
            let stopped = try await lab.store.experiment(experiment.id)
            #expect(stopped.status == .stopped)
            #expect(stopped.error == "stopped by the user")
            #expect(try await queue.state() == QueueState())
            // Stopping what is stopped is harmless.
            try await queue.stop(experiment.id)
            try await queue.enqueue([experiment.id])
            try await lab.waitUntilIdle(queue)
        }
        let finished = try await lab.store.experiment(experiment.id)
        #expect(finished.status == .completed)
        #expect(finished.done == 6)
        #expect(finished.error == nil)
        #expect(lab.laboratory.telemetry.counts.experiments == [.stopped: 1, .completed: 1])
    }

    @Test func `a waiting experiment leaves the line and stays as it was`() async throws {
        let lab = try await LabFixture(delay: .milliseconds(20))
        let queue = lab.queue()
        let experiments = try await lab.prepare("a", "b")
        try await lab.whileRunning(queue) {
            try await queue.enqueue(experiments.map(\.id))
            try await lab.wait { try await queue.state().running == [experiments[0].id] }
            try await queue.stop(experiments[1].id)
            #expect(try await queue.state().waiting.isEmpty)
            try await lab.waitUntilIdle(queue)
        }
        #expect(try await lab.status(experiments[0]) == .completed)
        #expect(try await lab.status(experiments[1]) == .pending)
    }

    @Test func `stopping what does not run is a conflict with a remedy`() async throws {
        let lab = try await LabFixture()
        let experiment = try await lab.prepare("a")[0]
        let error = await #expect(throws: LabError.self) { try await lab.queue().stop(experiment.id) }
        #expect(error?.code == "queue.not-running")
        #expect(error?.remedy != nil)
    }

    @Test func `the rest of the line goes on after a stop`() async throws {
        let lab = try await LabFixture(delay: .milliseconds(20))
        let queue = lab.queue()
        let experiments = try await lab.prepare("a", "b")
        try await lab.whileRunning(queue) {
            try await queue.enqueue(experiments.map(\.id))
            try await lab.wait { try await lab.store.experiment(experiments[0].id).done >= 1 }
            try await queue.stop(experiments[0].id)
            try await lab.waitUntilIdle(queue)
        }
        #expect(try await lab.status(experiments[0]) == .stopped)
        #expect(try await lab.status(experiments[1]) == .completed)
    }

    // MARK: The end of the server and its next start

    @Test func `the end of the server leaves the running one resumable, and the next start goes on with it`()
        async throws
    {
        let lab = try await LabFixture(delay: .milliseconds(40))
        let queue = lab.queue()
        let experiments = try await lab.prepare("a", "b")
        try await lab.whileRunning(queue) {
            try await queue.enqueue(experiments.map(\.id))
            try await lab.wait { try await lab.store.experiment(experiments[0].id).done >= 2 }
        }
        let left = try await lab.store.experiment(experiments[0].id)
        #expect(left.status == .stopped)
        #expect(left.error?.contains("server was ended") == true)
        #expect(left.done < 6)
        #expect(try await lab.store.queue().map(\.experimentID) == experiments.map(\.id))

        let next = try await LabFixture(owner: "next", sharing: lab)
        let nextQueue = next.queue()
        try await next.whileRunning(nextQueue) { try await next.waitUntilIdle(nextQueue) }
        for experiment in experiments {
            let finished = try await lab.store.experiment(experiment.id)
            #expect(finished.status == .completed)
            #expect(finished.done == 6)
        }
    }

    @Test func `only what is in the line is taken up after a kill`() async throws {
        let lab = try await LabFixture()
        let experiments = try await lab.prepare("served", "command line")
        // As processes leave them that were killed: running, held by nobody who lives.
        for experiment in experiments {
            try await lab.store.update(experiment.id, ExperimentChange(status: .running))
            try await lab.store.claim(experiment.id, by: RunOwner(host: "test", pid: 1, token: "killed"))
        }
        try await lab.store.enqueue([experiments[0].id], batch: "before")
        let queue = lab.queue()
        try await lab.whileRunning(queue) { try await lab.waitUntilIdle(queue) }
        #expect(try await lab.status(experiments[0]) == .completed)
        #expect(try await lab.status(experiments[1]) == .running)
        // Nobody runs it: stopping it says so.
        try await queue.stop(experiments[1].id)
        #expect(try await lab.status(experiments[1]) == .stopped)
    }

    // MARK: Failures

    @Test func `a model that is not there fails its experiment, and the line goes on`() async throws {
        let lab = try await LabFixture()
        let queue = lab.queue()
        let broken = try await lab.prepare("broken", model: "missing")[0]
        let fine = try await lab.prepare("fine")[0]
        try await lab.whileRunning(queue) {
            try await queue.enqueue([broken.id])
            try await queue.enqueue([fine.id])
            try await lab.waitUntilIdle(queue)
        }
        let failed = try await lab.store.experiment(broken.id)
        #expect(failed.status == .failed)
        #expect(failed.error?.contains("Remedy: Run `forge models pull missing`.") == true)
        #expect(try await lab.status(fine) == .completed)
    }

    @Test func `an engine that fails, fails its experiment, which can be run again`() async throws {
        let calls = Mutex(0)
        let lab = try await LabFixture(
            script: .closure { _ in
                let call = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                if call == 4 { throw EngineError(.unavailable, "engine.gone", "The engine is gone.") }
                return "Paris"
            })
        let queue = lab.queue()
        let experiment = try await lab.prepare("a")[0]
        try await lab.whileRunning(queue) {
            try await queue.enqueue([experiment.id])
            try await lab.waitUntilIdle(queue)
            let failed = try await lab.store.experiment(experiment.id)
            #expect(failed.status == .failed)
            #expect(failed.error?.contains("The engine is gone.") == true)
            try await queue.enqueue([experiment.id])
            try await lab.waitUntilIdle(queue)
        }
        #expect(try await lab.status(experiment) == .completed)
        #expect(calls.withLock { $0 } == 7)
        #expect(lab.laboratory.telemetry.counts.experiments == [.failed: 1, .completed: 1])
    }

    @Test func `an experiment that another process runs is left to it`() async throws {
        let lab = try await LabFixture()
        let queue = lab.queue()
        let experiment = try await lab.prepare("a")[0]
        try await lab.store.claim(experiment.id, by: RunOwner(host: "elsewhere", pid: 7, token: "other"))
        try await lab.store.update(experiment.id, ExperimentChange(status: .running))
        let watching = lab.events.subscribe()
        try await lab.whileRunning(queue) {
            try await queue.enqueue([experiment.id])
            try await lab.waitUntilIdle(queue)
        }
        let left = try await lab.store.experiment(experiment.id)
        #expect(left.status == .running)
        #expect(left.error == nil)
        #expect(await lab.told(watching).contains { $0.kind == .warning && $0.data.contains("another process") })
        #expect(lab.laboratory.telemetry.counts.experiments.isEmpty)
    }

    @Test func `a store that fails for a while does not end the line`() async throws {
        let lab = try await LabFixture()
        let experiment = try await lab.prepare("a")[0]
        let store = FailingStore(lab.store)
        var laboratory = lab.laboratory
        laboratory.store = store
        let queue = ExperimentQueue(laboratory: laboratory, engines: lab.pool(), events: lab.events)
        try await lab.store.enqueue([experiment.id], batch: "a")
        store.failures.withLock { $0 = 2 }
        let watching = lab.events.subscribe()
        try await lab.whileRunning(queue) {
            try await lab.wait { try await lab.status(experiment) == .completed }
        }
        #expect(await lab.told(watching).count { $0.kind == .warning } == 2)
    }

    // MARK: Live

    @Test func `watchers are told the status, the answers and the progress up to the last`() async throws {
        let lab = try await LabFixture(delay: .milliseconds(60))
        let queue = lab.queue()
        let experiment = try await lab.prepare("a")[0]
        let watching = lab.events.subscribe(to: experiment.id)
        try await lab.whileRunning(queue) {
            try await queue.enqueue([experiment.id])
            try await lab.wait { try await lab.store.experiment(experiment.id).done >= 3 }
            let live = try #require(await queue.progress(of: experiment.id))
            #expect(live.status == .running)
            #expect(live.rate != nil)
            #expect(live.result?.metric == "em.triviaqa")
            try await lab.waitUntilIdle(queue)
        }
        #expect(await queue.progress(of: experiment.id) == nil)
        let told = await lab.told(watching)
        let notices: [ExperimentNotice] = try told.filter { $0.kind == .experiment }.map {
            try JSON.decode(from: $0.data)
        }
        #expect(notices.map(\.status) == [.running, .completed])
        #expect(notices.map(\.isQueued) == [true, false])
        let answers: [AnswerNotice] = try told.filter { $0.kind == .answer }.map { try JSON.decode(from: $0.data) }
        // A late machine may bring two answers so close together that one is not told.
        #expect((3...6).contains(answers.count))
        #expect(answers.map(\.index) == answers.map(\.index).sorted())
        #expect(answers.allSatisfy { $0.score == 1 && $0.answer == "Paris" })
        let progress: [ExperimentProgress] = try told.filter { $0.kind == .progress }
            .map { try JSON.decode(from: $0.data) }
        #expect(progress.last?.done == 6)
        #expect(progress.last?.status == .completed)
        #expect(progress.last?.isQueued == false)
        #expect(progress.last?.result?.value == 1)
        #expect((2...8).contains(progress.count))
    }

    @Test func `hundreds of fast answers make few events`() async throws {
        let lab = try await LabFixture()
        let watch = RunWatch("a", events: lab.events)
        let fixture = try StoredFixture(count: 1000)
        watch.expect(fixture.experiment, tallies: [])
        let watching = lab.events.subscribe()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watch.publishRegularly() }
            watch.take(.started(fixture.experiment))
            for index in 0..<1000 {
                watch.take(.answered(fixture.prediction(index), done: index + 1, total: 1000))
                if index.isMultiple(of: 100) { try? await Task.sleep(for: .milliseconds(60)) }
            }
            group.cancelAll()
        }
        let told = await lab.told(watching)
        #expect(told.count { $0.kind == .answer } <= 14)
        #expect(told.count { $0.kind == .progress } <= 60)
        #expect(watch.progress?.done == 1000)
    }
}

extension LabFixture {
    /// What a subscriber was told so far; ends all subscriptions.
    func told(_ subscription: EventSubscription) async -> [LiveEvent] {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [events] in try? await events.run() }
            group.cancelAll()
        }
        var told: [LiveEvent] = []
        for await event in subscription { told.append(event) }
        return told
    }
}
