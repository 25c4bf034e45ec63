/// Something was not done within its time.
package struct TimeLimitExceeded: Error, Sendable {
    package init() {}
}

/// Runs `operation` for at most so many seconds, then cancels it.
///
/// For what has no limit of its own: an HTTP client's deadline, for one, may end with the head of an answer while its body comes
/// a byte a minute.
/// - Throws: `TimeLimitExceeded`, or what `operation` throws.
package func withTimeLimit<Value: Sendable>(
    seconds: Double, _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            return nil
        }
        guard let value = try await group.next() ?? nil else { throw TimeLimitExceeded() }
        return value
    }
}
