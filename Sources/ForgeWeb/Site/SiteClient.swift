import ForgeCore
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// Asks the server's own routes, without a connection: a report has the pages that the server has.
struct SiteClient: Sendable {
    struct Answer {
        var type: String
        var body: Data
    }

    private let responder: RouterResponder<WebContext>
    private let logger: Logger

    init(services: WebServices, assets: URL?) throws {
        var logger = Logger(label: "forge.site")
        logger.logLevel = .error
        var configuration = WebConfiguration(assets: assets)
        configuration.isSite = true
        self.logger = logger
        responder = try WebServer(services: services, configuration: configuration, logger: logger).router()
            .buildResponder()
    }

    /// - Parameter address: path and query.
    /// - Throws: `WebError` when it is not answered well.
    func get(_ address: String) async throws -> Answer {
        let head = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1", path: address)
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer())), context: WebContext(inProcess: logger))
        let collected = Collected()
        try await response.body.write(Collector(target: collected))
        let body = collected.data.withLock { $0 }
        guard response.status == .ok else {
            throw WebError(
                .internalFailure, "site.page", "The page \(address) of the report could not be made.",
                cause: String(decoding: body.prefix(400), as: UTF8.self),
                remedy: "Leave out the experiment that it belongs to, and report this.")
        }
        return Answer(type: response.headers[.contentType] ?? "", body: body)
    }

    private final class Collected: Sendable {
        let data = Mutex(Data())
    }

    private struct Collector: ResponseBodyWriter {
        let target: Collected

        mutating func write(_ buffer: ByteBuffer) async throws {
            target.data.withLock { $0.append(contentsOf: buffer.readableBytesView) }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
