import AsyncHTTPClient
import ForgeCore
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOPosix

/// Speaks HTTP with one server, over connections that stay open.
struct ServerClient: Sendable {
    private static let largestAnswer = 64 << 20
    /// Bytes of an error page that are read.
    private static let largestError = 64 << 10

    let settings: RemoteSettings
    private let http: HTTPClient

    init(settings: RemoteSettings) {
        self.settings = settings
        // Redirects are not followed: the key would go along to another host.
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        // A request is an open connection for as long as the model writes.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.concurrency.most
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Ends all requests that are under way.
    func shutdown() async { try? await http.shutdown() }

    /// A whole answer as JSON.
    ///
    /// - Throws: `RequestFailure`, `CancellationError`.
    func json(_ method: HTTPMethod = .GET, _ url: String, _ body: JSONValue? = nil, within seconds: Double) async throws
        -> JSONValue
    {
        let data = try await translating {
            let deadline = Self.deadline(in: seconds)
            return try await Self.collect(try await send(method, url, body, deadline: deadline), until: deadline)
        }
        guard let value = try? JSONValue(parsing: String(decoding: data, as: UTF8.self)) else {
            throw RequestFailure(.malformed, "the answer is no JSON")
        }
        return value
    }

    /// Sends a request for a stream and calls `onEvent` for each event until it returns false or the stream ends. A server
    /// that answers in one piece has sent one event.
    ///
    /// - Throws: `RequestFailure`, `CancellationError`, and what `onEvent` throws.
    func stream(
        _ url: String, _ body: JSONValue, within seconds: Double, onEvent: (String) throws -> Bool
    ) async throws {
        try await translating {
            let deadline = Self.deadline(in: seconds)
            let response = try await send(.POST, url, body, deadline: deadline)
            guard response.headers.first(name: "Content-Type")?.lowercased().hasPrefix("application/json") != true
            else {
                let data = try await Self.collect(response, until: deadline)
                _ = try onEvent(String(decoding: data, as: UTF8.self))
                return
            }
            try await Self.read(response.body, until: deadline, onEvent)
        }
    }

    private static func read(
        _ body: HTTPClientResponse.Body, until deadline: NIODeadline, _ onEvent: (String) throws -> Bool
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            var parser = EventStreamParser()
            for try await piece in pieces(of: body, until: deadline, in: &group) {
                for event in try parser.feed(piece.readableBytesView) {
                    guard try onEvent(event) else { return }
                }
            }
            // A stream of ours ends without an error when the task is cancelled.
            try Task.checkCancellation()
            if let last = parser.finish() { _ = try onEvent(last) }
        }
    }

    /// The body's pieces until the deadline: the client's own deadline ends with the head of an answer.
    private static func pieces(
        of body: HTTPClientResponse.Body, until deadline: NIODeadline,
        in group: inout ThrowingTaskGroup<Void, any Error>
    ) -> AsyncThrowingStream<ByteBuffer, any Error> {
        let (pieces, continuation) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream()
        group.addTask {
            do {
                var size = 0
                for try await piece in body {
                    size += piece.readableBytes
                    guard size <= largestAnswer else { throw NIOTooManyBytesError(maxBytes: largestAnswer) }
                    continuation.yield(piece)
                }
                continuation.finish()
            } catch let error as HTTPClientError where error == .remoteConnectionClosed {
                continuation.finish(throwing: RequestFailure(.cut, "the connection was closed within the answer"))
            } catch is HTTPParserError {
                continuation.finish(throwing: RequestFailure(.cut, "the connection was closed within the answer"))
            } catch {
                continuation.finish(throwing: error)
            }
        }
        group.addTask {
            try await Task.sleep(for: .nanoseconds(max(0, (deadline - .now()).nanoseconds)))
            continuation.finish(throwing: RequestFailure(.timeout, "no whole answer within the time limit"))
        }
        return pieces
    }

    private static func collect(_ response: HTTPClientResponse, until deadline: NIODeadline) async throws -> Data {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            var data = Data()
            for try await piece in pieces(of: response.body, until: deadline, in: &group) {
                data.append(Data(buffer: piece))
            }
            try Task.checkCancellation()
            return data
        }
    }

    private static func deadline(in seconds: Double) -> NIODeadline { .now() + .nanoseconds(Int64(seconds * 1e9)) }

    private func send(
        _ method: HTTPMethod, _ url: String, _ body: JSONValue?, deadline: NIODeadline
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "User-Agent", value: "llm-forge")
        request.headers.add(name: "Accept", value: "text/event-stream, application/json")
        if let key = settings.key { request.headers.add(name: "Authorization", value: "Bearer \(key.value)") }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(data: try JSON.data(body)))
        }
        let response = try await http.execute(request, deadline: deadline)
        guard response.status == .ok else { throw try await failure(response, until: deadline) }
        return response
    }

    private func failure(_ response: HTTPClientResponse, until deadline: NIODeadline) async throws -> RequestFailure {
        // What is wrong with the error's own text matters less than its status.
        let bytes = (try? await Self.collect(response, until: deadline))?.prefix(Self.largestError) ?? Data()
        try Task.checkCancellation()
        let data = String(decoding: bytes, as: UTF8.self)
        let body = try? JSONValue(parsing: data)
        let error = body?["error"] ?? body
        let message = error?["message"]?.string ?? error?.string ?? body?["detail"]?.string ?? (body == nil ? data : "")
        let code = error?["code"]?.string ?? error?["type"]?.string
        return .status(
            Int(response.status.code), message: clean(message), code: code,
            retryAfter: RetryPolicy.retryAfter(response.headers.first(name: "Retry-After")), settings: settings)
    }

    /// One short line without the key, which is removed first: half of one would be left.
    private func clean(_ text: String) -> String {
        let clean = settings.key?.removed(from: text) ?? text
        return String(clean.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(500))
    }

    // MARK: Errors

    private func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let failure as RequestFailure {
            throw failure
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            throw translated(error)
        }
    }

    private func translated(_ error: any Error) -> any Error {
        switch error {
        case let error as HTTPClientError:
            switch error {
            case .alreadyShutdown, .cancelled, .shutdownUnsupported: return RemoteError.shutDown
            case .deadlineExceeded, .readTimeout:
                return RequestFailure(.timeout, "no whole answer within the time limit")
            case .connectTimeout: return RequestFailure(.unreachable, "no connection within 10 seconds")
            case .remoteConnectionClosed:
                return RequestFailure(.cut, "the server closed the connection without an answer")
            default: return RequestFailure(.unreachable, "\(error)")
            }
        case is NIOTooManyBytesError:
            return RequestFailure(.malformed, "the answer is larger than \(Self.largestAnswer) bytes")
        case is NIOConnectionError: return RequestFailure(.unreachable, "nothing listens at \(settings.address)")
        case let error as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
            return RequestFailure(.unreachable, "nothing listens at \(settings.address)")
        case is IOError: return RequestFailure(.cut, "the connection broke")
        case let error as any ForgeError: return error
        default: return RequestFailure(.unreachable, "the connection failed: \(clean(String(describing: error)))")
        }
    }
}
