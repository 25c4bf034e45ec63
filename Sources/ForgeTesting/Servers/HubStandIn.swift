import ForgeCore
package import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A local server that takes uploads as the Hugging Face Hub does: repositories, upload modes, large-file storage in one
/// piece and in parts, commits, and downloads of what was committed.
package final class HubStandIn: Sendable {
    package static let token = "hf_standin_0123456789"

    package struct Seen: Sendable, Hashable {
        package var method: String
        package var path: String
        package var authorization: String?
        package var bytes: Int
    }

    /// A misbehaviour of the next request whose method and path match.
    package struct Fault: Sendable {
        package var method: String
        package var path: String
        package var status: Int
        package var message: String

        package init(_ method: String, _ path: String, status: Int, message: String = "") {
            self.method = method
            self.path = path
            self.status = status
            self.message = message
        }
    }

    private let state = Mutex(HubContents())
    /// Files larger than this go into storage in parts of this size.
    private let partBytes: Int

    package init(partBytes: Int = 1 << 20) { self.partBytes = partBytes }

    package var seen: [Seen] { state.withLock { $0.seen } }
    package func fail(_ fault: Fault) { state.withLock { $0.faults.append(fault) } }
    package func addRepository(_ name: String, isPrivate: Bool) {
        state.withLock { $0.repositories[name] = HubContents.Repository(isPrivate: isPrivate) }
    }
    package func isPrivate(_ name: String) -> Bool? { state.withLock { $0.repositories[name]?.isPrivate } }
    package func commits(_ name: String) -> [String] { state.withLock { $0.repositories[name]?.commits ?? [] } }
    /// What a repository holds, by path.
    package func files(_ name: String) -> [String: Data] {
        state.withLock { $0.repositories[name]?.files.mapValues(\.content) ?? [:] }
    }

    /// Runs `body` while the server answers on a port that the system chose.
    package func run(_ body: @Sendable @escaping (String) async throws -> Void) async throws {
        try await LocalServer.run(answering: { try await self.answer($0) }) { address in
            self.state.withLock { $0.address = address }
            try await body(address)
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let body = Data(try await request.body.collect(upTo: 256 << 20).readableBytesView)
        let path = request.uri.path.removingPercentEncoding ?? request.uri.path
        let call = HubCall(
            method: request.method.rawValue, path: path, query: request.uri.query ?? "",
            authorization: request.headers[.authorization], body: body)
        let reply = state.withLock { contents -> HubReply in
            contents.seen.append(
                Seen(method: call.method, path: path, authorization: call.authorization, bytes: body.count))
            if let index = contents.faults.firstIndex(where: { $0.method == call.method && path.contains($0.path) }) {
                let fault = contents.faults.remove(at: index)
                return .error(fault.status, fault.message)
            }
            return contents.answer(call, partBytes: partBytes)
        }
        return reply.response(isHead: request.method == .head)
    }
}

struct HubCall {
    var method: String
    var path: String
    var query: String
    var authorization: String?
    var body: Data

    var json: JSONValue { (try? JSON.decode(from: body)) ?? .null }
}

struct HubReply {
    var status = 200
    var body = Data()
    var headers: [String: String] = [:]

    static func json(_ value: JSONValue, status: Int = 200) -> HubReply {
        HubReply(
            status: status, body: (try? JSON.data(value)) ?? Data(), headers: ["Content-Type": "application/json"])
    }

    static func error(_ status: Int, _ message: String, code: String? = nil) -> HubReply {
        var reply = json(["error": .string(message)], status: status)
        reply.headers["X-Error-Message"] = message
        reply.headers["X-Error-Code"] = code
        return reply
    }

    func response(isHead: Bool) -> Response {
        var fields = HTTPFields()
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        let body = body
        return Response(
            status: .init(code: status), headers: fields,
            body: ResponseBody(contentLength: body.count) { writer in
                if !isHead { try await writer.write(ByteBuffer(bytes: body)) }
                try await writer.finish(nil)
            })
    }
}
