/// How far an ingest is.
package struct IngestProgress: Sendable, Codable, Hashable {
    package enum Phase: String, Sendable, Codable, CaseIterable {
        /// Documents are read, compared and cut. `done` and `total` are bytes (of a JSON file records).
        case reading
        /// Chunks get their vectors. `done` and `total` are chunks.
        case embedding
        /// The index of words is made. `done` and `total` are chunks.
        case indexing
        case finished
    }

    package var phase: Phase
    /// Documents read so far.
    package var documents: Int
    /// Chunks made so far.
    package var chunks: Int
    package var done: Int
    package var total: Int
    /// Since the ingest began.
    package var seconds: Double
    /// Documents (reading) or chunks (embedding) per second of this phase; nil until there is something to divide.
    package var rate: Double?
    /// Seconds to the end of this phase.
    package var remaining: Double?

    package var fraction: Double { total > 0 ? min(1, Double(done) / Double(total)) : 0 }
}
