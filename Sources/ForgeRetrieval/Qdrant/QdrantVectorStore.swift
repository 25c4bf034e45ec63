import ForgeCore
import Foundation

/// Vectors in a Qdrant collection: one per knowledge base, point ids are chunk numbers.
package struct QdrantVectorStore: VectorStore {
    package let collection: String
    private let client: QdrantClient
    private let dimension: Int

    package init(_ settings: QdrantSettings, collection: String, dimension: Int) {
        self.collection = collection
        self.dimension = dimension
        client = QdrantClient(settings: settings)
    }

    package var name: String { "qdrant" }

    /// Makes the collection, or checks that the one that is there fits.
    package func prepare(willMakeAnew: @Sendable () async throws -> Void) async throws {
        do {
            let found = try await client.send(.get, path())
            try check(found["config"]?["params"]?["vectors"])
        } catch let error as RetrievalError where error.code == "qdrant.not-found" {
            try await willMakeAnew()
            try await make()
        }
    }

    private func make() async throws {
        var body: [String: JSONValue] = [
            "vectors": ["size": .integer(dimension), "distance": "Cosine"]
        ]
        if client.settings.quantizes {
            body["quantization_config"] = ["scalar": ["type": "int8", "quantile": 0.99, "always_ram": true]]
        }
        _ = try await client.send(.put, path(), .object(body))
        // What searches filter by.
        for field in ["title", "section", "document"] {
            _ = try await client.send(
                .put, path("/index?wait=true"), ["field_name": .string(field), "field_schema": "keyword"])
        }
    }

    private func check(_ vectors: JSONValue?) throws {
        let (size, distance) = (vectors?["size"]?.int, vectors?["distance"]?.string)
        guard size == dimension, distance == "Cosine" else {
            throw RetrievalError(
                .conflict, "qdrant.other-collection",
                "Qdrant's collection `\(collection)` does not fit the knowledge base.",
                cause: "It has vectors of \(size.map(String.init) ?? "unknown") numbers with the distance "
                    + "\(distance ?? "unknown"); needed are \(dimension) with Cosine.",
                remedy: "Delete or rename that collection.")
        }
    }

    package func add(_ points: [VectorPoint]) async throws -> [Int] {
        let batch = max(1, client.settings.batch)
        for start in stride(from: 0, to: points.count, by: batch) {
            try Task.checkCancellation()
            let part = points[start..<min(start + batch, points.count)]
            _ = try await client.send(
                .put, path("/points?wait=true"), ["points": .array(part.map(Self.json))])
        }
        return points.map(\.chunk)
    }

    private static func json(_ point: VectorPoint) -> JSONValue {
        var payload: [String: JSONValue] = ["document": .string(point.document), "title": .string(point.title)]
        if let section = point.section { payload["section"] = .string(section) }
        return [
            "id": .integer(point.chunk), "vector": .array(point.vector.map { .number(Double($0)) }),
            "payload": .object(payload),
        ]
    }

    package func search(_ vector: [Float], k: Int, filter: PassageFilter?) async throws -> [VectorHit] {
        var body: [String: JSONValue] = [
            "query": .array(vector.map { .number(Double($0)) }), "limit": .integer(k), "with_payload": false,
        ]
        if client.settings.quantizes { body["params"] = ["quantization": ["rescore": true, "oversampling": 2.0]] }
        if let filter { body["filter"] = Self.json(filter) }
        let found = try await client.send(.post, path("/points/query"), .object(body))
        return try (found["points"]?.array ?? []).map { point in
            guard let chunk = point["id"]?.int, let score = point["score"]?.double else {
                throw QdrantFailure.foreign(client.settings).error
            }
            return VectorHit(chunk: chunk, score: score)
        }
    }

    private static func json(_ filter: PassageFilter) -> JSONValue {
        let conditions = [("title", filter.title), ("section", filter.section)].compactMap { key, value in
            value.map { ["key": .string(key), "match": ["value": .string($0)]] as JSONValue }
        }
        return ["must": .array(conditions)]
    }

    package func remove(chunks: [Int]) async throws {
        for start in stride(from: 0, to: chunks.count, by: 1000) {
            let part = chunks[start..<min(start + 1000, chunks.count)]
            try await delete(["points": .array(part.map { .integer($0) })])
        }
    }

    /// Forgets all chunks of a document.
    package func remove(document: String) async throws {
        try await delete(["filter": ["must": [["key": "document", "match": ["value": .string(document)]]]]])
    }

    private func delete(_ selection: JSONValue) async throws {
        do {
            _ = try await client.send(.post, path("/points/delete?wait=true"), selection)
        } catch let error as RetrievalError where error.code == "qdrant.not-found" {
            // No collection, no points.
        }
    }

    /// Qdrant sees to its own room.
    package func compact() async throws {}

    package func count() async throws -> Int {
        try await client.send(.post, path("/points/count"), ["exact": true])["count"]?.int ?? 0
    }

    package func drop() async throws {
        do {
            _ = try await client.send(.delete, path())
        } catch let error as RetrievalError where error.code == "qdrant.not-found" {
            // It is gone already.
        }
    }

    private func path(_ rest: String = "") -> String { "/collections/\(collection)\(rest)" }
}
