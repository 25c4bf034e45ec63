import ForgeCore

/// The claim of a turn in a shared line, kept alive from the moment it was taken: loading a model can take longer than a
/// claim lasts without a sign of life.
struct TurnLease: Sendable {
    private static let interval = Duration.seconds(3)

    let id: String
    let line: any SharedLine
    let owner: RunOwner

    /// Renews the claim until the calling task is cancelled.
    ///
    /// - Returns: true when somebody took the experiment out of the line, which is how others stop it.
    /// - Throws: conflict when another process took it over.
    func keepUntilWithdrawn() async throws -> Bool {
        while true {
            do {
                try await Task.sleep(for: Self.interval)
                if try await !line.keepTurn(of: id, by: owner) { return true }
            } catch is CancellationError {
                return false
            } catch let error as any ForgeError where error.kind != .conflict {
                // A database that is away for a moment; the claim lasts some of them.
            }
        }
    }

    func release() async throws { try await line.release(id, by: owner) }
}
