import ForgeCore
import ForgeTesting
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A local server that answers as Qdrant's REST API does for what we use: the envelope `result`/`status`/`time`, its error
/// bodies, and its rules (dimensions, ids, filters, cosine on normalised vectors).
final class QdrantServer: Sendable {
    struct Point: Sendable {
        var vector: [Double]
        var payload: [String: JSONValue]
    }

    struct Collection: Sendable {
        var config: JSONValue
        var dimension: Int
        var points: [Int: Point] = [:]
    }

    struct State: Sendable {
        var collections: [String: Collection] = [:]
        /// Answers given before the real ones: status and `Retry-After`.
        var troubles: [(Int, String?)] = []
        /// Methods and paths of all requests.
        var requests: [String] = []
        var keys: [String?] = []
        /// What a wrong key is told.
        var refusal = "Must provide an API key or an Authorization bearer token"
    }

    let key: String?
    let state = Mutex(State())

    init(key: String? = nil) { self.key = key }

    var requests: [String] { state.withLock { $0.requests } }

    func answer(_ request: Request) async -> Response {
        let given = HTTPField.Name("api-key").flatMap { request.headers[$0] }
        let path = request.uri.path
        let trouble = state.withLock { state in
            state.requests.append("\(request.method.rawValue) \(request.uri.string)")
            state.keys.append(given)
            return state.troubles.isEmpty ? nil : state.troubles.removeFirst()
        }
        if let key, given != key {
            return Self.plain(.unauthorized, state.withLock { $0.refusal })
        }
        if let (status, after) = trouble { return Self.error(status, "Trouble \(given ?? "")", retryAfter: after) }
        let body = (try? await request.body.collect(upTo: 64 << 20)).map { String(buffer: $0) } ?? ""
        let parts = path.split(separator: "/").map(String.init)
        guard parts.first == "collections", parts.count >= 2 else { return Self.error(404, "Not found") }
        let route = ([request.method.rawValue] + parts.dropFirst(2)).joined(separator: " ")
        return state.withLock { state in
            Self.handle(route, parts[1], (try? JSONValue(parsing: body)) ?? .null, &state)
        }
    }

    private static func handle(
        _ route: String, _ name: String, _ body: JSONValue, _ state: inout State
    ) -> Response {
        if route == "PUT" { return create(name, body, &state) }
        guard var collection = state.collections[name] else {
            return error(404, "Not found: Collection `\(name)` doesn't exist!")
        }
        defer { if state.collections[name] != nil { state.collections[name] = collection } }
        switch route {
        case "GET":
            return ok(["status": "green", "config": ["params": ["vectors": collection.config["vectors"] ?? .null]]])
        case "DELETE":
            state.collections[name] = nil
            return ok(true)
        case "PUT index": return ok(["operation_id": 1, "status": "completed"])
        case "PUT points": return upsert(body, &collection)
        case "POST points query": return query(body, collection)
        case "POST points delete":
            let gone = Set(body["points"]?.array?.compactMap(\.int) ?? [])
            collection.points = collection.points.filter { id, point in
                !gone.contains(id) && !(body["filter"].map { matches(point, $0) } ?? false)
            }
            return ok(["operation_id": 2, "status": "completed"])
        case "POST points count": return ok(["count": .integer(collection.points.count)])
        default: return error(404, "Not found")
        }
    }

    private static func create(_ name: String, _ body: JSONValue, _ state: inout State) -> Response {
        guard state.collections[name] == nil else {
            return error(409, "Wrong input: Collection `\(name)` already exists!")
        }
        guard let size = body["vectors"]?["size"]?.int, body["vectors"]?["distance"]?.string == "Cosine" else {
            return error(400, "Format error in JSON body: missing field `size`")
        }
        state.collections[name] = Collection(config: body, dimension: size)
        return ok(true)
    }

    private static func upsert(_ body: JSONValue, _ collection: inout Collection) -> Response {
        for point in body["points"]?.array ?? [] {
            guard let id = point["id"]?.int, id >= 0 else { return error(400, "Format error in JSON body: bad id") }
            let vector = (point["vector"]?.array ?? []).compactMap(\.double)
            guard vector.count == collection.dimension else {
                return error(
                    400,
                    "Wrong input: Vector dimension error: expected dim: \(collection.dimension), got \(vector.count)")
            }
            collection.points[id] = Point(vector: normalised(vector), payload: point["payload"]?.object ?? [:])
        }
        return ok(["operation_id": 0, "status": "completed"])
    }

    private static func query(_ body: JSONValue, _ collection: Collection) -> Response {
        let vector = normalised((body["query"]?.array ?? []).compactMap(\.double))
        guard vector.count == collection.dimension else { return error(400, "Wrong input: Vector dimension error") }
        let hits = collection.points.filter { _, point in body["filter"].map { matches(point, $0) } ?? true }
            .map { id, point in (id: id, score: zip(vector, point.vector).reduce(0) { $0 + $1.0 * $1.1 }) }
            .sorted { ($1.score, $0.id) < ($0.score, $1.id) }.prefix(body["limit"]?.int ?? 10)
        return ok([
            "points": .array(
                hits.map { ["id": .integer($0.id), "version": 0, "score": .number($0.score)] })
        ])
    }

    private static func matches(_ point: Point, _ filter: JSONValue) -> Bool {
        (filter["must"]?.array ?? []).allSatisfy { condition in
            point.payload[condition["key"]?.string ?? ""] == condition["match"]?["value"]
        }
    }

    private static func normalised(_ vector: [Double]) -> [Double] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
    }

    private static func ok(_ result: JSONValue) -> Response {
        json(.ok, ["result": result, "status": "ok", "time": 0.0001])
    }

    private static func error(_ status: Int, _ message: String, retryAfter: String? = nil) -> Response {
        var response = json(
            .init(code: status), ["status": ["error": .string(message)], "time": 0.0001])
        if let retryAfter { response.headers[.retryAfter] = retryAfter }
        return response
    }

    private static func json(_ status: HTTPResponse.Status, _ value: JSONValue) -> Response {
        let data = (try? JSON.data(value)) ?? Data()
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    private static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// Runs `body` while the server answers on a port that the system chose.
    func run(_ body: @Sendable @escaping (QdrantSettingsFixture) async throws -> Void) async throws {
        try await LocalServer.run(answering: { await self.answer($0) }) { address in
            guard let port = URL(string: address)?.port else { return }
            try await body(QdrantSettingsFixture(port: port))
        }
    }
}
