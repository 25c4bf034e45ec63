/// Who runs and who waits, as ids.
package struct QueueState: Sendable, Codable, Hashable {
    package var running: [String]
    package var waiting: [String]

    package init(running: [String] = [], waiting: [String] = []) {
        self.running = running
        self.waiting = waiting
    }

    package func contains(_ id: String) -> Bool { running.contains(id) || waiting.contains(id) }
}
