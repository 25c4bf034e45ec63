import ForgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A local server that answers as the Hub does: file addresses with `X-Repo-Commit` and `X-Linked-ETag` that redirect
/// to a storage host on another port, and the rows API.
struct HubServer: Sendable {
    let state: HubServerState
    let cdnPort: Int

    func answer(_ request: Request) -> Response {
        let path = request.uri.path
        record(request, host: "hub")
        if path.hasPrefix("/rows") { return rows(request) }
        if let (old, new) = state.now.renamed.first(where: { path.hasPrefix("/\($0.key)/") }) {
            return Self.empty(.temporaryRedirect, ["Location": "/\(new)" + path.dropFirst(old.count + 1)])
        }
        guard let place = Self.place(path) else { return Self.empty(.notFound) }
        guard let file = state.now.files[place.key] else {
            return Self.empty(.notFound, ["X-Error-Code": "EntryNotFound", "X-Error-Message": "Entry not found"])
        }
        if file.isGated, request.headers[.authorization] != "Bearer \(HubServerState.token)" {
            return Self.empty(
                .unauthorized, ["X-Error-Code": "GatedRepo", "X-Error-Message": "Access to this model is restricted."])
        }
        return file.isLarge ? redirect(file, key: place.key, request) : small(file, request)
    }

    private func redirect(_ file: HubServerState.File, key: String, _ request: Request) -> Response {
        var headers = HTTPFields()
        headers[Self.name("Location")] =
            state.now.location ?? "http://127.0.0.1:\(cdnPort)/\(key)?signature=secret"
        headers[Self.name("X-Repo-Commit")] = HubServerState.commit
        headers[Self.name("X-Linked-Size")] = String(file.content.count)
        headers[Self.name("X-Linked-ETag")] = "\"\(state.now.statedHash ?? Digest.sha256(file.content))\""
        headers[Self.name("ETag")] = "\"redirects-have-another\""
        return Self.response(.found, headers, Data("Found. Redirecting".utf8), to: request)
    }

    private func small(_ file: HubServerState.File, _ request: Request) -> Response {
        var headers = HTTPFields()
        headers[Self.name("X-Repo-Commit")] = HubServerState.commit
        headers[Self.name("ETag")] = "W/\"\(state.now.statedHash ?? "")\""
        return Self.response(.ok, headers, file.content, to: request)
    }

    /// A HEAD request gets the length of the body without the body.
    private static func response(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ content: Data, to request: Request
    ) -> Response {
        let body = ResponseBody(contentLength: content.count) { writer in
            if request.method != .head { try await writer.write(ByteBuffer(bytes: content)) }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }

    // MARK: Rows

    private func rows(_ request: Request) -> Response {
        if case .status(let status, let retryAfter)? = state.nextRowFault() {
            return Self.empty(.init(code: status), retryAfter.map { ["Retry-After": $0] } ?? [:])
        }
        let now = state.now
        let offset = request.uri.queryParameters["offset"].flatMap { Int($0) } ?? 0
        let length = min(100, request.uri.queryParameters["length"].flatMap { Int($0) } ?? 100)
        let page = now.rows.enumerated().dropFirst(offset).prefix(length).map { index, row in
            JSONValue.object([
                "row_idx": .integer(index), "row": row,
                "truncated_cells": .array(index == now.truncatedRow ? ["question"] : []),
            ])
        }
        let answer = JSONValue.object([
            "features": [], "rows": .array(page), "num_rows_total": .integer(now.rows.count),
            "num_rows_per_page": 100, "partial": false,
        ])
        guard let text = try? JSON.text(answer) else { return Self.empty(.internalServerError) }
        var headers = HTTPFields()
        headers[Self.name("X-Revision")] = now.alternatesRevision ? String(now.log.count) : now.rowsRevision
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    // MARK: Details

    func record(_ request: Request, host: String) {
        let logged = HubServerState.Logged(
            host: host, method: request.method.rawValue, path: request.uri.string,
            authorization: request.headers[.authorization], range: request.headers[.range],
            ifRange: request.headers[.ifRange])
        state.change { $0.log.append(logged) }
    }

    /// `/owner/repo/resolve/main/a/b` → `owner/repo/a/b`.
    private static func place(_ path: String) -> (key: String, revision: String)? {
        guard let range = path.range(of: "/resolve/") else { return nil }
        let rest = path[range.upperBound...].split(separator: "/", maxSplits: 1)
        guard rest.count == 2 else { return nil }
        return ("\(path[..<range.lowerBound].dropFirst())/\(rest[1])", String(rest[0]))
    }

    static func empty(_ status: HTTPResponse.Status, _ fields: [String: String] = [:]) -> Response {
        var headers = HTTPFields()
        for (field, value) in fields { headers[name(field)] = value }
        return Response(status: status, headers: headers)
    }

    static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("not a header name: \(text)") }
        return name
    }
}
