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
    /// Why its vectors cannot be reached from here, although they are counted: `QDRANT_URL is not set.`
    package var vectorsProblem: String?

    /// The command that brings in what the last ingest was to bring in, or shows how to begin.
    package var ingestCommand: String { "forge kb ingest \(name) \(lastIngest?.repetition ?? "SOURCE")" }
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
    /// The words after `forge kb ingest NAME` that ask for the same again.
    package var arguments: [String]?

    /// They, as a shell reads them.
    package var repetition: String { (arguments ?? sources).map(ShellWord.quoted).joined(separator: " ") }
}

/// Words of a command that somebody may copy.
enum ShellWord {
    static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789-_./:@%+=,".unicodeScalars.contains($0)
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacingScalars("'", with: "'\\''") + "'"
    }
}
