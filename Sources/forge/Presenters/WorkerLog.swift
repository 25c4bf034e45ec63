import ForgeCore
import ForgeLab
import Foundation
import Logging

/// Says on standard error what a worker does: one line for each experiment that begins or ends.
struct WorkerLog: Sendable {
    /// Nil for text.
    private let logger: Logger?

    init(_ format: LogFormat = .text) { logger = format == .json ? format.logger(at: .notice) : nil }

    func note(_ text: String) {
        if let logger { return logger.notice("\(text)") }
        StandardError.write("\(Timestamp.text(of: Timestamp.now())) \(text)\n")
    }

    /// Runs `body` and tells what it publishes meanwhile.
    func follow(_ events: LiveEvents, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let subscription = events.subscribe()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await event in subscription { tell(event) } }
            group.addTask { try await body() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func tell(_ event: LiveEvent) {
        let data = Data(event.data.utf8)
        switch event.kind {
        case .experiment:
            guard let notice: ExperimentNotice = try? JSON.decode(from: data) else { return }
            note("\(notice.name) (\(notice.id)): \(notice.status.rawValue)" + (notice.error.map { ", \($0)" } ?? ""))
        case .warning:
            guard let warning: WarningNotice = try? JSON.decode(from: data) else { return }
            note("warning: \(warning.message)")
        default: break
        }
    }
}
