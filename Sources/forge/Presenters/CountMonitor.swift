import ForgeCore
import ForgeTerminal
import Synchronization

/// Shows on standard error how many of a known number of things are done, with rate and ETA.
final class CountMonitor: Sendable {
    // A class, because reports come from many tasks and share one line of the terminal.
    private let label: String
    private let quiet: Bool
    private let origin = ContinuousClock.now
    private let state: Mutex<(writer: ProgressWriter, progress: ForgeTerminal.Progress?)>

    init(_ label: String, quiet: Bool) {
        self.label = label
        self.quiet = quiet
        state = Mutex((ProgressWriter(terminal: Terminal.of(descriptor: 2)), nil))
    }

    /// - Parameter before: done by an earlier, interrupted run: not counted for the rate.
    func show(done: Int, of total: Int, before: Int = 0) {
        guard !quiet else { return }
        let now = (ContinuousClock.now - origin).seconds
        state.withLock { state in
            var progress =
                state.progress
                ?? ForgeTerminal.Progress(label: label, total: total, doneBefore: before, startedAt: now)
            progress.done = done
            progress.total = total
            state.progress = progress
            if let text = state.writer.update(progress, at: now) { StandardError.write(text) }
        }
    }

    /// Ends an unfinished line.
    func close() {
        state.withLock { state in
            if let end = state.writer.close() { StandardError.write(end) }
        }
    }
}
