import ForgeCore
import Foundation
import Logging
import Synchronization

/// Who did what, when, from where and with which outcome: a line of JSON for each, in a file that its owner alone can read.
final class AuditLog: Sendable {
    struct Entry: Codable, Hashable {
        var time: Date
        /// Name of the token; nil for who has none.
        var who: String?
        var role: Role?
        var method: String
        /// Without the query.
        var path: String
        var status: Int
        var outcome: Outcome
        /// IP address.
        var from: String
    }

    enum Outcome: String, Codable {
        case done, refused, failed

        init(status: Int) {
            self = status < 400 ? .done : status < 500 ? .refused : .failed
        }
    }

    private struct State {
        var file: Int32?
        var bytes = 0
        var complainedAt: ContinuousClock.Instant?
    }

    private static let longestPath = 300
    private let url: URL
    private let limit: Int
    private let kept: Int
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: bytes from which on a new file is begun.
    ///   - kept: files before the current one: `audit.jsonl.1` is the newest.
    init(_ url: URL, limit: Int = 10 << 20, kept: Int = 5, logger: Logger) {
        self.url = url
        self.limit = limit
        self.kept = kept
        self.logger = logger
    }

    deinit { _ = state.withLock { $0.file.map { close($0) } } }

    func write(_ entry: Entry) {
        var entry = entry
        entry.path = String(entry.path.prefix(Self.longestPath))
        state.withLock { state in
            do {
                var line = try JSON.data(entry)
                line.append(UInt8(ascii: "\n"))
                try PrivateFile.append(line, to: try file(&state, for: line.count))
                state.bytes += line.count
            } catch {
                complain(error, &state)
            }
        }
    }

    private func file(_ state: inout State, for bytes: Int) throws -> Int32 {
        if let file = state.file {
            guard state.bytes + bytes > limit else { return file }
            close(file)
            state.file = nil
            do {
                try rotate()
            } catch {
                // A file that grows beyond its limit is better than an entry that is lost.
                complain(error, &state)
            }
        }
        let file = try PrivateFile.openToAppend(url)
        state.file = file
        state.bytes = PrivateFile.status(of: url)?.bytes ?? 0
        return file
    }

    private func rotate() throws {
        func path(_ number: Int) -> String {
            url.path(percentEncoded: false) + (number == 0 ? "" : ".\(number)")
        }
        for number in stride(from: kept - 1, through: 0, by: -1) where access(path(number), F_OK) == 0 {
            guard rename(path(number), path(number + 1)) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        }
    }

    /// At most once a minute: what cannot be written now cannot be written in a second.
    private func complain(_ error: any Error, _ state: inout State) {
        let now = ContinuousClock.now
        if let last = state.complainedAt, now - last < .seconds(60) { return }
        state.complainedAt = now
        logger.error("The audit log \(url.path) cannot be written: \(error.localizedDescription)")
    }
}
