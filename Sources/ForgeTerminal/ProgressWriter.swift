/// When and how a progress line is written: redrawn in place on a terminal, as plain lines now and then elsewhere.
///
/// It returns what to write, so that it needs neither a clock nor a file.
package struct ProgressWriter: Sendable {
    /// Seconds between two redraws on a terminal.
    package static let redrawInterval = 0.1

    private let terminal: Terminal
    private let plainInterval: Double
    private var lastWrite: Double?
    private var hasOpenLine = false

    /// - Parameter plainInterval: seconds between two lines where nothing can be redrawn.
    package init(terminal: Terminal, plainInterval: Double = 10) {
        self.terminal = terminal
        self.plainInterval = plainInterval
    }

    /// What to write now, nil when it is too early. A finished run is always written, with its line end.
    package mutating func update(_ progress: Progress, at now: Double) -> String? {
        let interval = terminal.isInteractive ? Self.redrawInterval : plainInterval
        if let lastWrite, now - lastWrite < interval, !progress.isFinished { return nil }
        lastWrite = now
        let line = progress.line(at: now, terminal: terminal)
        guard terminal.isInteractive else { return line + "\n" }
        hasOpenLine = !progress.isFinished
        return "\r\u{1B}[2K" + line + (progress.isFinished ? "\n" : "")
    }

    /// Ends an unfinished line, before something else is written or when the run is stopped.
    package mutating func close() -> String? {
        defer { hasOpenLine = false }
        return hasOpenLine ? "\n" : nil
    }
}
