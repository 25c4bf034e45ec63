import ForgeCore
import Foundation

/// When a holder of an experiment counts as dead.
enum ClaimRule {
    /// Seconds without a sign of life.
    static let patience: Double = 30

    /// Whether a sign of life counts. One from the future was given before the clock was set back: whoever lives has
    /// given another since, or does so within seconds.
    ///
    /// - Parameter age: seconds.
    static func isRecent(_ age: Double) -> Bool { abs(age) <= patience }

    static func isAlive(_ holder: RunOwner, heartbeatAge: Double, seenBy owner: RunOwner) -> Bool {
        let isHere = holder.host == owner.host
        // A process on another host cannot be asked; its heartbeat speaks for it.
        guard isHere else { return isRecent(heartbeatAge) }
        guard heartbeatAge <= patience else { return false }
        // The same pid with another token: an earlier process whose number the system gave out again.
        guard holder.pid != owner.pid else { return false }
        return ProcessTable.isRunning(holder.pid)
    }
}

/// The processes of this host.
enum ProcessTable {
    static func isRunning(_ pid: Int) -> Bool {
        guard let pid = pid_t(exactly: pid), pid > 0 else { return false }
        // Signal 0 only asks; EPERM means that it runs as another user.
        return kill(pid, 0) == 0 || errno == EPERM
    }
}
