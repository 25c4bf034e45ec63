/// A store whose waiting line several processes work on together, each taking the next experiment that nobody runs.
package protocol SharedLine: ExperimentStore {
    /// Takes and claims the experiment whose turn it is: batches take turns, each in its own order. One whose holder died
    /// is taken over.
    ///
    /// - Parameter passed: ids that are left to others.
    /// - Returns: nil when nobody waits, or all that are in the line are being run.
    func takeNext(by owner: RunOwner, without passed: Set<String>) async throws -> QueueEntry?
    /// Those in the line that a living process holds.
    func runningInLine() async throws -> [String]
    /// Renews the claim, as `heartbeat` does.
    ///
    /// - Returns: false when somebody took the experiment out of the line, which means that it is to stop.
    /// - Throws: conflict when somebody else took it over.
    func keepTurn(of id: String, by owner: RunOwner) async throws -> Bool
}

extension SharedLine {
    package func takeNext(by owner: RunOwner) async throws -> QueueEntry? {
        try await takeNext(by: owner, without: [])
    }
}
