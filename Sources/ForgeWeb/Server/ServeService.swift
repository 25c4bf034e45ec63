import Hummingbird
import ServiceLifecycle

/// The application and the work beside it, all told at once when to end.
///
/// Services of a group are ended one after the other. Here the server would wait for its live connections, which end
/// with the events beside it.
struct ServeService: Service {
    let application: any ApplicationProtocol
    let background: [any Service]
    /// Yields when the port is listened on; what runs in the background waits for that.
    let isListening: AsyncStream<Void>

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await _ in isListening { break }
                try await runBackground()
            }
            // When one of them fails, the others end too.
            do {
                try await group.next()
                try await group.waitForAll()
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    private func runBackground() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in background { group.addTask { try await service.run() } }
            try await group.waitForAll()
        }
    }
}
