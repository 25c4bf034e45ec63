import ForgeCore
import Foundation
import GRDB

/// The values of the table `meta`.
enum BaseMeta {
    enum Key: String {
        /// JSON of `KnowledgeBaseSettings`; written once.
        case settings
        case createdAt = "created-at"
        /// Tells bases of one name apart where several installations share a Qdrant.
        case identity
        /// Counts the transactions that changed chunks or vectors: what derives from them belongs to one number.
        case generation
        /// Rows of the vector file that belong to the base; what lies beyond was cut off in its making.
        case vectorRows = "vector-rows"
        /// Name of the vector file.
        case vectorFile = "vector-file"
        /// JSON of `IngestState`.
        case ingest
        /// The generation that `contentHash` belongs to, and the hash.
        case contentHash = "content-hash"
    }

    static func get(_ key: Key, _ database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key.rawValue])
    }

    static func set(_ key: Key, _ value: String, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            arguments: [key.rawValue, value])
    }

    /// Sets a value to what it was; nil: to nothing.
    static func restore(_ key: Key, _ value: String?, _ database: Database) throws {
        if let value { return try set(key, value, database) }
        try database.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [key.rawValue])
    }

    static func integer(_ key: Key, _ database: Database) throws -> Int {
        try get(key, database).flatMap { Int($0) } ?? 0
    }

    static func nextGeneration(_ database: Database) throws {
        try set(.generation, "\(try integer(.generation, database) + 1)", database)
    }

    static func json<Value: Decodable>(_ key: Key, as type: Value.Type, _ database: Database) throws -> Value? {
        try get(key, database).map { try JSON.decode(type, from: $0) }
    }
}
