import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTerminal
import Synchronization

/// Shows an ingest on standard error: one line a phase, with rate and ETA.
final class IngestMonitor: Sendable {
    // A class, because reports come from the ingest's own tasks and share one line of the terminal.
    private let terminal = Terminal.of(descriptor: 2)
    private let quiet: Bool
    private let state = Mutex<(phase: IngestProgress.Phase?, shownAt: Double)>((nil, -.infinity))

    init(quiet: Bool) { self.quiet = quiet }

    var handler: @Sendable (IngestProgress) -> Void { { self.show($0) } }

    private func show(_ progress: IngestProgress) {
        guard !quiet else { return }
        let interval = terminal.isInteractive ? ProgressWriter.redrawInterval : 10
        state.withLock { state in
            let isNews = state.phase != progress.phase
            guard isNews || progress.seconds - state.shownAt >= interval else { return }
            let endsLine = terminal.isInteractive && isNews && state.phase != nil
            state = (progress.phase, progress.seconds)
            let line = terminal.text(Self.line(progress))
            let text = terminal.isInteractive ? (endsLine ? "\n" : "") + "\r\u{1B}[2K\(line)" : line + "\n"
            let end = progress.phase == .finished && terminal.isInteractive ? "\n" : ""
            StandardError.write(text + end)
        }
    }

    private static func line(_ progress: IngestProgress) -> String {
        let documents = Counted.of(progress.documents, "document")
        switch progress.phase {
        case .finished: return "finished: read \(documents) in \(NumberText.seconds(progress.seconds))"
        // One step, so there is no share to show.
        case .indexing: return "indexing the words of \(Counted.of(progress.total, "chunk"))"
        case .reading where progress.documents == 0: return "reading"
        case .embedding where progress.total == 0: return "embedding: nothing new"
        case .reading, .embedding: break
        }
        let unit =
            progress.phase == .reading
            ? documents : "\(NumberText.count(progress.done)) of \(Counted.of(progress.total, "chunk"))"
        let parts = [
            "\(progress.phase.rawValue) \(NumberText.percent(progress.fraction))", unit,
            progress.rate.map { "\(NumberText.significant($0))/s" },
            progress.remaining.map { "ETA \(NumberText.roughSeconds($0))" },
        ]
        return parts.compactMap(\.self).joined(separator: " · ")
    }
}
