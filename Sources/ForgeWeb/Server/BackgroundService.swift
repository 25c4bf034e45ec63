import ServiceLifecycle

/// Work beside the server's own, ended gracefully with it.
struct BackgroundService: Service {
    let work: @Sendable () async throws -> Void

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown(work)
        } catch is CancellationError {
            // Ended as asked.
        }
    }
}
