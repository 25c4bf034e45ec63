import ForgeCore
package import Foundation

/// A knowledge base as lists and pages show it.
package struct KnowledgeBaseInfo: Sendable, Codable, Hashable {
    package var name: String
    package var settings: KnowledgeBaseSettings
    package var createdAt: Date
    package var documents: Int
    package var chunks: Int
    /// Chunks that have a vector.
    package var embedded: Int
    /// Bytes of its files.
    package var bytes: Int
    /// The last ingest: finished, running, or cut off.
    package var lastIngest: IngestState?
    /// SHA-256 over the hashes of all chunks in order, as of the last finished ingest.
    package var contentHash: String?
}

/// What is known of the last ingest.
package struct IngestState: Sendable, Codable, Hashable {
    package enum Status: String, Sendable, Codable {
        case running
        case finished
        /// Stopped, failed or killed: the same ingest run again goes on from there.
        case interrupted
    }

    package var status: Status
    package var sources: [String]
    package var startedAt: Date
    package var endedAt: Date?
    package var report: IngestReport?
    /// Why it stopped.
    package var error: String?
}
