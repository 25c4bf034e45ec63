import ForgeCore
private import Synchronization

/// Tells everybody who watches what happens, and lets who lost the connection catch up.
///
/// The last events are kept, so that a subscriber that names the last one it saw gets what it missed. A subscriber that
/// does not keep up loses its oldest events, never holds up the others.
package final class LiveEvents: Sendable {
    // A class with a lock rather than an actor: events come from synchronous handlers, and a subscription that ends
    // must leave at once, wherever that happens.
    static let kept = 1000
    static let buffered = 256
    /// Tells this process's numbers from those of an earlier one.
    package let epoch = ExperimentID.make()

    private let state = Mutex(State())

    package init() {}

    /// Open subscriptions.
    package var watcherCount: Int { state.withLock { $0.watchers.count { !$0.hasEnded } } }

    /// Whether somebody watches this experiment and no other.
    func isWatched(_ experimentID: String) -> Bool {
        state.withLock { state in
            state.watchers.contains { $0.experimentID == experimentID && !$0.hasEnded }
        }
    }

    /// The number of the latest event, 0 before the first.
    package var lastNumber: Int { state.withLock { $0.number } }

    package func publish(_ kind: LiveEvent.Kind, of experimentID: String? = nil, _ data: some Encodable & Sendable) {
        guard let text = try? JSON.text(data) else { return }
        state.withLock { $0.publish(kind, of: experimentID, text) }
    }

    /// - Parameters:
    ///   - experimentID: only this experiment's events; nil for all.
    ///   - last: the number of the last event seen, in this epoch; nil for only what happens from now on.
    package func subscribe(to experimentID: String? = nil, after last: Int? = nil) -> EventSubscription {
        let (events, continuation) = AsyncStream<LiveEvent>.makeStream(bufferingPolicy: .bufferingNewest(Self.buffered))
        let watcher = Watcher(experimentID: experimentID, stream: continuation)
        let isComplete = state.withLock { $0.isClosed ? nil : $0.add(watcher, after: last) }
        guard let isComplete else {
            continuation.finish()
            return EventSubscription(isComplete: true, events: events)
        }
        // Without our lock: the runtime may hold one of the subscriber's task here, which an event that wakes that task
        // takes inside of ours.
        continuation.onTermination = { _ in watcher.finish() }
        return EventSubscription(isComplete: isComplete, events: events)
    }

    /// Waits until the calling task is cancelled, then ends all subscriptions, so that a server can close its
    /// connections. Later ones end at once.
    package func run() async throws {
        defer { close() }
        try await Task.sleep(for: .seconds(1_000_000_000))
    }

    private func close() {
        let watchers = state.withLock { state in
            state.isClosed = true
            return state.watchers
        }
        // Outside of the lock, as each of them may wake somebody.
        for watcher in watchers { watcher.stream.finish() }
    }

    private final class Watcher: Sendable {
        let experimentID: String?
        let stream: AsyncStream<LiveEvent>.Continuation
        private let end = Atomic(false)

        init(experimentID: String?, stream: AsyncStream<LiveEvent>.Continuation) {
            (self.experimentID, self.stream) = (experimentID, stream)
        }

        var hasEnded: Bool { end.load(ordering: .acquiring) }

        func finish() { end.store(true, ordering: .releasing) }

        func wants(_ event: LiveEvent) -> Bool { experimentID == nil || event.experimentID == experimentID }
    }

    private struct State {
        var number = 0
        var recent: [LiveEvent] = []
        /// Those that have ended stay until the next event or subscription.
        var watchers: [Watcher] = []
        var isClosed = false

        mutating func publish(_ kind: LiveEvent.Kind, of experimentID: String?, _ text: String) {
            number += 1
            let event = LiveEvent(number: number, kind: kind, experimentID: experimentID, data: text)
            recent.append(event)
            // Cut now and then, because every cut moves what stays.
            if recent.count > LiveEvents.kept * 2 { recent.removeFirst(recent.count - LiveEvents.kept) }
            watchers.removeAll(where: \.hasEnded)
            for watcher in watchers where watcher.wants(event) { watcher.stream.yield(event) }
        }

        /// Whether everything after `last` is there.
        mutating func add(_ watcher: Watcher, after last: Int?) -> Bool {
            watchers.removeAll(where: \.hasEnded)
            watchers.append(watcher)
            guard let last else { return true }
            let missed = recent.filter { $0.number > last && watcher.wants($0) }
            for event in missed { watcher.stream.yield(event) }
            // Events that were never numbered were seen in another life of the server.
            let isKept = last <= number && last >= number - recent.count
            return isKept && missed.count <= LiveEvents.buffered
        }
    }
}

/// A subscription's events; `number`s have gaps where other experiments' events are.
package struct EventSubscription: AsyncSequence, Sendable {
    /// Whether everything after the event that the subscriber saw last is here or still to come. Otherwise it should
    /// ask for the present state instead of trusting what it has.
    package let isComplete: Bool
    let events: AsyncStream<LiveEvent>

    package func makeAsyncIterator() -> AsyncStream<LiveEvent>.AsyncIterator { events.makeAsyncIterator() }
}
