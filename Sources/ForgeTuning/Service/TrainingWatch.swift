import ForgeCore
package import ForgeLab
import ForgeTraining
import Foundation

/// A training moved on.
package struct TrainingNotice: Sendable, Codable, Hashable {
    package var name: String
    package var state: TrainingState
    package var step: Int
    package var steps: Int?
}

/// Looks at the trainings' folders while somebody watches the server's events, and tells what has changed. So trainings
/// of other processes are as live as the server's own.
package struct TrainingWatch: Sendable {
    private let library: TrainingLibrary
    private let events: LiveEvents
    private let interval: Duration

    package init(library: TrainingLibrary, events: LiveEvents, interval: Duration = .seconds(1)) {
        self.library = library
        self.events = events
        self.interval = interval
    }

    /// Until the calling task is cancelled.
    package func run() async throws {
        var seen: [String: Traces] = [:]
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            guard events.watcherCount > 0 else { continue }
            var present: [String: Traces] = [:]
            for name in library.names() {
                let traces = Traces(library.folder(name))
                present[name] = traces
                if let before = seen[name], before != traces { tell(name) }
                if seen[name] == nil, !seen.isEmpty { tell(name) }
            }
            seen = present
        }
    }

    private func tell(_ name: String) {
        guard let training = try? library.get(name) else { return }
        events.publish(
            .training,
            TrainingNotice(
                name: name, state: training.state, step: training.progress.step, steps: training.progress.steps))
    }

    /// What changes when a training moves on, cheap to look at.
    private struct Traces: Hashable {
        var isRunning: Bool
        var isFinished: Bool
        var metrics: Int?
        var record: Date?

        init(_ folder: RunFolder) {
            func facts(_ url: URL) -> [FileAttributeKey: Any]? {
                try? FileManager.default.attributesOfItem(atPath: url.path)
            }
            isRunning = folder.isRunning
            isFinished = folder.isFinished
            metrics = (facts(folder.metrics)?[.size] as? NSNumber)?.intValue
            record = facts(folder.url.appending(path: "run.json"))?[.modificationDate] as? Date
        }
    }
}
