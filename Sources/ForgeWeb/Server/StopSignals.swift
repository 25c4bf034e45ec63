import Foundation
import UnixSignals

/// SIGTERM and SIGINT: the first ends the server gracefully, a second one ends the process at once.
enum StopSignals {
    /// Exit code of a shell's interrupted command.
    private static let interrupted: Int32 = 130

    /// Watches until the calling task is cancelled; `end` begins the graceful end.
    static func watch(_ end: @Sendable () async -> Void) async {
        var isStopping = false
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            if isStopping { exit(interrupted) }
            isStopping = true
            await end()
        }
    }
}
