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
    package var watcherCount: Int { state.withLock { $0.watchers.count } }

    /// Whether somebody watches this experiment and no other.
    func isWatched(_ experimentID: String) -> Bool {
        state.withLock { state in state.watchers.values.contains { $0.experimentID == experimentID } }
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
        let entry = state.withLock { state -> (id: Int, isComplete: Bool)? in
            guard !state.isClosed else { return nil }
            return state.add(watcher, after: last)
        }
        guard let entry else {
            continuation.finish()
            return EventSubscription(isComplete: true, events: events)
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in state.watchers[entry.id] = nil }
        }
        return EventSubscription(isComplete: entry.isComplete, events: events)
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
            return state.watchers.values.map(\.self)
        }
        // Outside of the lock, which their end takes again.
        for watcher in watchers { watcher.stream.finish() }
    }

    private struct Watcher {
        let experimentID: String?
        let stream: AsyncStream<LiveEvent>.Continuation

        func wants(_ event: LiveEvent) -> Bool { experimentID == nil || event.experimentID == experimentID }
    }

    private struct State {
        var number = 0
        var recent: [LiveEvent] = []
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0
        var isClosed = false

        mutating func publish(_ kind: LiveEvent.Kind, of experimentID: String?, _ text: String) {
            number += 1
            let event = LiveEvent(number: number, kind: kind, experimentID: experimentID, data: text)
            recent.append(event)
            // Cut now and then, because every cut moves what stays.
            if recent.count > LiveEvents.kept * 2 { recent.removeFirst(recent.count - LiveEvents.kept) }
            for watcher in watchers.values where watcher.wants(event) { watcher.stream.yield(event) }
        }

        mutating func add(_ watcher: Watcher, after last: Int?) -> (id: Int, isComplete: Bool) {
            defer { nextWatcher += 1 }
            watchers[nextWatcher] = watcher
            guard let last else { return (nextWatcher, true) }
            let missed = recent.filter { $0.number > last && watcher.wants($0) }
            for event in missed { watcher.stream.yield(event) }
            // Events that were never numbered were seen in another life of the server.
            let isKept = last <= number && last >= number - recent.count
            return (nextWatcher, isKept && missed.count <= LiveEvents.buffered)
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
