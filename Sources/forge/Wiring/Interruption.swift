import UnixSignals

/// Runs `body` until it ends or the user presses Ctrl-C (or the system sends SIGTERM), which cancels it: what is
/// running stops at its next decode step and what is finished stays.
func untilInterrupted<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            for await _ in signals { return nil }
            return nil
        }
        defer { group.cancelAll() }
        while let outcome = try await group.next() {
            if let result = outcome { return result }
            group.cancelAll()
        }
        throw CancellationError()
    }
}
