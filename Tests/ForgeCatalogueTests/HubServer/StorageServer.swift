import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The storage host that the Hub redirects to: ranges, validators, cut connections.
struct StorageServer: Sendable {
    let hub: HubServer

    private struct Cut: Error {}

    func answer(_ request: Request) -> Response {
        hub.record(request, host: "cdn")
        let now = hub.state.now
        guard let file = now.files[String(request.uri.path.dropFirst())],
            request.uri.queryParameters["signature"] == "secret"
        else { return HubServer.empty(.forbidden) }
        let fault = hub.state.nextFault()
        if case .status(let status, let retryAfter)? = fault {
            return HubServer.empty(.init(code: status), retryAfter.map { ["Retry-After": $0] } ?? [:])
        }
        var start = 0
        if !now.ignoresRanges, let range = request.headers[.range],
            request.headers[.ifRange].map({ $0 == now.contentTag }) ?? true
        {
            start = Int(range.dropFirst("bytes=".count).dropLast()) ?? 0
            guard start < file.content.count else { return HubServer.empty(.rangeNotSatisfiable) }
        }
        return content(file.content, from: start, tag: now.contentTag, fault: fault)
    }

    private func content(_ data: Data, from start: Int, tag: String, fault: HubServerState.Fault?) -> Response {
        var headers = HTTPFields()
        headers[.eTag] = tag
        if start > 0 { headers[.contentRange] = "bytes \(start)-\(data.count - 1)/\(data.count)" }
        let rest = data.dropFirst(start)
        let body = ResponseBody(contentLength: rest.count) { writer in
            if case .cut(let after)? = fault {
                try await writer.write(ByteBuffer(bytes: rest.prefix(after)))
                // Time for the client to read them: what is in flight at a reset is lost.
                try await Task.sleep(for: .milliseconds(50))
                throw Cut()
            }
            try await writer.write(ByteBuffer(bytes: rest))
            try await writer.finish(nil)
        }
        return Response(status: start > 0 ? .partialContent : .ok, headers: headers, body: body)
    }
}
