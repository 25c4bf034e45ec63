import ForgeCore
import Foundation

/// How much memory the process may have.
enum AddressSpace {
    /// Lowers the limit of this process's address space, for good. What exceeds it gets no memory instead of taking it from
    /// others.
    ///
    /// - Throws: `CommandError` `memory.limit`.
    static func limit(to bytes: Int) throws {
        var limit = rlimit()
        #if os(Linux)
            let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
        #else
            let resource = RLIMIT_AS
        #endif
        guard getrlimit(resource, &limit) == 0 else { throw failure() }
        limit.rlim_cur = min(rlim_t(bytes), limit.rlim_max)
        guard setrlimit(resource, &limit) == 0 else { throw failure() }
    }

    private static func failure() -> CommandError {
        CommandError(
            .unavailable, "memory.limit", "The memory of the process could not be limited.",
            cause: String(cString: strerror(errno)), remedy: "Measure on Linux.")
    }
}
