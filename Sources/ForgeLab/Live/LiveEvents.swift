private import ForgeCore

/// Tells everybody who watches what happens, and lets who lost the connection catch up.
///
/// The last events are kept, so that a subscriber that names the last one it saw gets what it missed. A subscriber that
/// does not keep up loses its oldest events, never holds up the others.
package actor LiveEvents {
    /// A subscription's events; `number`s have gaps where other experiments' events are.
    package typealias Subscription = AsyncStream<LiveEvent>

    private static let kept = 1000
    private static let buffered = 256
    /// Tells this process's numbers from those of an earlier one.
    package nonisolated let epoch = ExperimentID.make()

    private var number = 0
    private var recent: [LiveEvent] = []
    private var watchers: [Int: Watcher] = [:]
    private var nextWatcher = 0

    package init() {}

    /// Open subscriptions.
    package var watcherCount: Int { watchers.count }

    package func publish(_ kind: LiveEvent.Kind, of experimentID: String? = nil, _ data: some Encodable & Sendable) {
        guard let text = try? JSON.text(data) else { return }
        number += 1
        let event = LiveEvent(number: number, kind: kind, experimentID: experimentID, data: text)
        recent.append(event)
        if recent.count > Self.kept * 2 { recent.removeFirst(recent.count - Self.kept) }
        for watcher in watchers.values where watcher.wants(event) { watcher.stream.yield(event) }
    }

    /// - Parameters:
    ///   - experimentID: only this experiment's events; nil for all.
    ///   - last: the number of the last event seen, in this epoch; nil for only what happens from now on.
    package func subscribe(to experimentID: String? = nil, after last: Int? = nil) -> Subscription {
        let (stream, continuation) = Subscription.makeStream(bufferingPolicy: .bufferingNewest(Self.buffered))
        let id = nextWatcher
        nextWatcher += 1
        continuation.onTermination = { _ in Task { await self.remove(id) } }
        let watcher = Watcher(experimentID: experimentID, stream: continuation)
        if let last {
            for event in recent where event.number > last && watcher.wants(event) { continuation.yield(event) }
        }
        watchers[id] = watcher
        return stream
    }

    /// Waits until the calling task is cancelled, then ends all subscriptions, so that a server can close its
    /// connections.
    package func run() async throws {
        defer { close() }
        try await Task.sleep(for: .seconds(1_000_000_000))
    }

    private func close() {
        for watcher in watchers.values { watcher.stream.finish() }
        watchers = [:]
    }

    private func remove(_ id: Int) { watchers[id] = nil }

    private struct Watcher {
        let experimentID: String?
        let stream: Subscription.Continuation

        func wants(_ event: LiveEvent) -> Bool { experimentID == nil || event.experimentID == experimentID }
    }
}
