import ForgeCatalogue
import ForgeCore
import ForgeTerminal
import Foundation
import Synchronization

/// Shows a download on standard error: bytes, rate and what is being done.
final class PullMonitor: Sendable {
    private struct State {
        var lastWrite = ContinuousClock.now - .seconds(60)
        var lastPhase: PullProgress.Phase?
        var hasOpenLine = false
    }

    private static let smallFile = 4_000_000

    private let terminal = Terminal.of(descriptor: 2)
    private let quiet: Bool
    private let state = Mutex(State())

    init(quiet: Bool = false) { self.quiet = quiet }

    var handler: ProgressHandler { { self.show($0) } }

    private func show(_ progress: PullProgress) {
        guard !quiet else { return }
        guard isWorthALine(progress) else { return progress.phase == .done ? clearLine() : () }
        let isTold = state.withLock { state in
            let isNews = state.lastPhase != progress.phase || progress.message != nil
            let interval: Duration = terminal.isInteractive ? .milliseconds(100) : .seconds(10)
            guard isNews || ContinuousClock.now - state.lastWrite > interval else { return false }
            state.lastWrite = .now
            state.lastPhase = progress.phase
            return true
        }
        guard isTold else { return }
        let end = progress.phase == .done || progress.message != nil ? "\n" : ""
        state.withLock { $0.hasOpenLine = terminal.isInteractive && end.isEmpty }
        let text = terminal.isInteractive ? "\r\u{1B}[2K\(line(progress))\(end)" : line(progress) + "\n"
        StandardError.write(text)
    }

    /// Takes away what was told of a file that turned out to be small.
    private func clearLine() {
        let isOpen = state.withLock { state in
            defer { state.hasOpenLine = false }
            return state.hasOpenLine
        }
        if isOpen { StandardError.write("\r\u{1B}[2K") }
    }

    /// Small files (an encoder has several) come and go too fast to be told of one by one, and where no line can be
    /// redrawn neither do the steps of a large one.
    private func isWorthALine(_ progress: PullProgress) -> Bool {
        if progress.message != nil || progress.phase == .waiting { return true }
        if let size = progress.total ?? (progress.received > 0 ? progress.received : nil), size < Self.smallFile {
            return false
        }
        return terminal.isInteractive || [.downloading, .uploading, .done].contains(progress.phase)
    }

    private func line(_ progress: PullProgress) -> String {
        var parts = ["\(progress.file): \(progress.phase.rawValue)"]
        if progress.received > 0 {
            let total = progress.total.map { " of \(ByteText.of($0))" } ?? ""
            parts.append(ByteText.of(progress.received) + total)
        }
        if [.downloading, .uploading].contains(progress.phase), progress.rate > 0 {
            parts.append("\(ByteText.of(Int(progress.rate)))/s")
        }
        if let message = progress.message { parts.append(message) }
        return terminal.text(parts.joined(separator: "  "))
    }
}

enum ByteText {
    /// Bytes in decimal units, as download pages state sizes.
    static func of(_ bytes: Int) -> String {
        ByteCountFormatter.string(fromByteCount: Int64(bytes), countStyle: .file)
    }
}
