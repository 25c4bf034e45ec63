private import ForgeCore
private import Foundation

/// Who runs and who waits, as ids.
package struct QueueState: Sendable, Codable, Hashable {
    package var running: [String]
    package var waiting: [String]

    package init(running: [String] = [], waiting: [String] = []) {
        self.running = running
        self.waiting = waiting
    }
}

/// Runs experiments in the background of a server, one after the other, in turns between those who asked.
///
/// The line is in the store: a server that was killed takes it up again at its next start.
package actor ExperimentQueue {
    private let laboratory: Laboratory
    private let engines: EnginePool
    private let events: LiveEvents
    private var running: (id: String, task: Task<Experiment, any Error>)?
    private let (wakeUps, wakeUp) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    package init(laboratory: Laboratory, engines: EnginePool, events: LiveEvents) {
        self.laboratory = laboratory
        self.engines = engines
        self.events = events
    }

    private var store: any ExperimentStore { laboratory.store }

    /// Works until the calling task is cancelled; what runs then is left resumable and keeps its place in the line.
    package func run() async throws {
        wakeUp.yield()
        for await _ in wakeUps {
            while !Task.isCancelled, let next = try await store.queue().first {
                await runOne(next.experimentID)
            }
            if Task.isCancelled { return }
        }
    }

    /// Puts experiments in the line. Completed ones are refused.
    ///
    /// - Throws: conflict for a completed experiment; the store's errors.
    package func enqueue(_ ids: [String]) async throws {
        for id in ids where try await store.experiment(id).status == .completed {
            throw LabError(.conflict, "queue.completed", "The experiment \(id) is completed; clone it to run it again.")
        }
        try await store.enqueue(ids, batch: ExperimentID.make())
        try await announce()
        wakeUp.yield()
    }

    /// Takes an experiment out of the line; a running one stops at the next decode step and keeps what is answered.
    package func stop(_ id: String) async throws {
        try await store.dequeue(id)
        if let running, running.id == id {
            running.task.cancel()
            _ = await running.task.result
        }
        try await announce()
    }

    package func state() async throws -> QueueState {
        let waiting = try await store.queue().map(\.experimentID)
        guard let running else { return QueueState(waiting: waiting) }
        return QueueState(running: [running.id], waiting: waiting.filter { $0 != running.id })
    }

    package func progress(of id: String) async throws -> ExperimentProgress? { nil }

    private func announce() async throws { await events.publish(.queue, try await state()) }

    private func runOne(_ id: String) async {
        let (laboratory, engines) = (laboratory, engines)
        let task = Task { try await laboratory.run(id, on: engines) { _ in } }
        running = (id, task)
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        running = nil
        if Task.isCancelled { return }
        _ = result
        try? await store.dequeue(id)
    }
}
