import ForgeCore
package import Foundation

/// What was pulled from where; kept beside the file.
package struct Receipt: Sendable, Codable, Hashable {
    /// The source as the catalogue names it, a Hub revision replaced by the commit it stood for.
    package var source: String
    package var bytes: Int
    package var sha256: String
    /// Whether the hash was in the catalogue beforehand, came from the Hub, or is only that of the first pull.
    package var verified: Verification
    package var pulledAt: Date
    /// Whether the pull put the file into the Hub's cache, so that removal takes it out again.
    package var ownsCache: Bool
    /// What the reader should know about the source.
    package var note: String?

    package enum Verification: String, Sendable, Codable {
        case catalogue, hub, pinned, firstPull = "first-pull"
    }

    static func url(for file: URL) -> URL { file.appendingPathExtension("source.json") }

    static func read(for file: URL) -> Receipt? {
        guard let data = try? Data(contentsOf: url(for: file)) else { return nil }
        return try? JSON.decode(from: data)
    }

    func write(for file: URL) throws {
        try Files.write(try JSON.data(self, pretty: true), to: Self.url(for: file))
    }
}
