import AsyncHTTPClient
import ForgeCore
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Sends requests to Qdrant's REST API and opens its envelope (`result`, `status`, `time`).
struct QdrantClient: Sendable {
    private static let largestAnswer = 64 << 20

    /// One for the process, never shut down. Redirects are not followed: the key would go along to another host.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    let settings: QdrantSettings

    struct Request: Sendable {
        var method: Method
        /// Below the server's address, with query.
        var path: String
        var body: JSONValue?
    }

    enum Method: String, Sendable {
        case get = "GET"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    /// The answer's `result`, after as many attempts as the settings allow.
    ///
    /// - Throws: `RetrievalError`; a 404 has the code `qdrant.not-found`.
    func send(_ method: Method, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        var generator = SystemRandomNumberGenerator()
        var failures = 0
        while true {
            let failure: QdrantFailure
            do {
                return try await attempt(Request(method: method, path: path, body: body))
            } catch let error as QdrantFailure {
                failure = error
            }
            failures += 1
            guard failure.mayPass,
                let pause = settings.retry.pause(
                    after: failures, retryAfter: failure.retryAfter, using: &generator)
            else { throw failure.error }
            try await Task.sleep(for: .seconds(pause))
        }
    }

    private func attempt(_ request: Request) async throws -> JSONValue {
        var message = HTTPClientRequest(url: settings.url.absoluteString + request.path)
        message.method = .init(rawValue: request.method.rawValue)
        if let key = settings.key { message.headers.add(name: "api-key", value: key.value) }
        if let body = request.body {
            message.headers.add(name: "Content-Type", value: "application/json")
            message.body = .bytes(ByteBuffer(data: try JSON.data(body)))
        }
        let response: HTTPClientResponse
        let data: Data
        do {
            (response, data) = try await withTimeLimit(seconds: settings.timeout) { [message, settings] in
                let response = try await Self.http.execute(
                    message, timeout: .nanoseconds(Int64(settings.timeout * 1e9)))
                return (response, Data(buffer: try await response.body.collect(upTo: Self.largestAnswer)))
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            throw QdrantFailure.unreachable(settings, cause: Self.describe(error))
        }
        let envelope = try? JSONValue(parsing: String(decoding: data, as: UTF8.self))
        guard response.status.code == 200 else {
            throw QdrantFailure.status(
                Int(response.status.code), settings, message: Self.message(envelope, data),
                retryAfter: QdrantRetry.seconds(response.headers.first(name: "Retry-After")))
        }
        guard let result = envelope?["result"], envelope?["status"]?.string == "ok" else {
            throw QdrantFailure.foreign(settings)
        }
        return result
    }

    /// `{"status": {"error": "…"}}`, or plain text when the key was refused.
    private static func message(_ envelope: JSONValue?, _ data: Data) -> String {
        if let text = envelope?["status"]?["error"]?.string { return text }
        return String(decoding: data, as: UTF8.self)
    }

    private static func describe(_ error: any Error) -> String {
        if error is TimeLimitExceeded { return "no whole answer within the time limit" }
        return switch error as? HTTPClientError {
        case .connectTimeout?: "no connection within the time limit"
        case .deadlineExceeded?, .readTimeout?: "no answer within the time limit"
        case .remoteConnectionClosed?: "the connection was closed"
        default: "\(error)"
        }
    }
}
