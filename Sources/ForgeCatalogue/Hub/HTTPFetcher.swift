import AsyncHTTPClient
import ForgeCore
import Foundation
import Logging
import NIOCore
import NIOHTTP1

/// Sends requests; redirects come back as they are, so that who asks decides what goes to the next host.
struct HTTPFetcher: Sendable {
    let client: HTTPClient
    let policy: RetryPolicy
    /// Seconds without a byte after which a connection counts as dead.
    var idleTimeout: Double = 60

    /// Runs `body` with a client that is shut down after it.
    static func with<Value>(
        policy: RetryPolicy, connectTimeout: Double = 10, idleTimeout: Double = 60,
        _ body: (HTTPFetcher) async throws -> Value
    ) async throws -> Value {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(
            connect: .nanoseconds(Int64(connectTimeout * 1e9)), read: .nanoseconds(Int64(idleTimeout * 1e9)))
        configuration.httpVersion = .http1Only
        // Retrying is ours: a host that refuses should be known at once, so that the next source can be tried.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await body(HTTPFetcher(client: client, policy: policy, idleTimeout: idleTimeout))
        }
    }

    /// One request. The token goes to `trusted` only, and only where nobody can read along.
    ///
    /// - Throws: `HubFailure.transient` when no answer came.
    func send(
        _ method: HTTPMethod, _ url: URL, headers: [(String, String)] = [], body: HTTPClientRequest.Body? = nil,
        token: String? = nil, trusted: Origin?
    ) async throws -> HTTPClientResponse {
        guard let origin = Origin(url) else {
            throw CatalogueError(
                .unavailable, "hub.bad-redirect", "The server points to an address that is not http or https.",
                cause: url.scheme)
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = method
        request.body = body
        request.headers.add(name: "User-Agent", value: "llm-forge")
        // Else a proxy might compress, and lengths and ranges would not be those of the file.
        request.headers.add(name: "Accept-Encoding", value: "identity")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let token, origin == trusted, origin.isPrivate {
            request.headers.add(name: "Authorization", value: "Bearer \(token)")
        }
        do {
            // A large file may take hours: what ends a dead connection is the read timeout.
            return try await client.execute(request, deadline: .distantFuture)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            throw HubFailure.transient(.unreachable(url, cause: Self.describe(error)), after: nil)
        }
    }

    /// Repeats `attempt` while it fails in ways that may pass.
    ///
    /// - Parameters:
    ///   - isFirstContact: nothing has come from this host yet, so one that cannot be reached is given up soon.
    ///   - notify: told the failure and the pause in seconds.
    func retrying<Value>(
        isFirstContact: Bool = false, _ notify: (CatalogueError, Double) -> Void, _ attempt: () async throws -> Value
    ) async throws -> Value {
        var failures = 0
        var generator = SystemRandomNumberGenerator()
        while true {
            do {
                return try await attempt()
            } catch let failure as HubFailure {
                var asked: Double?
                switch failure {
                case .interrupted: failures = 1
                case .transient(_, let after):
                    failures += 1
                    asked = after
                }
                let isLost = isFirstContact && failure.error.code == "hub.unreachable"
                guard failures < (isLost ? min(2, policy.attempts) : policy.attempts),
                    (asked ?? 0) <= policy.longestRetryAfter
                else { throw failure.error }
                let pause = max(asked ?? 0, policy.pause(after: failures, using: &generator))
                notify(failure.error, pause)
                try await Task.sleep(for: .seconds(pause))
            }
        }
    }

    /// Sorts an answer that is not a success into what may pass and what may not.
    func requireSuccess(
        _ response: HTTPClientResponse, what: String, hasToken: Bool
    ) async throws {
        let status = Int(response.status.code)
        guard !(200..<300).contains(status) else { return }
        let code = response.headers.first(name: "X-Error-Code")
        let error = CatalogueError.status(
            // The Hub answers 401, not 404, for a repository that does not exist.
            code == "RepoNotFound" ? 404 : status, what: what, hasToken: hasToken,
            message: response.headers.first(name: "X-Error-Message") ?? code)
        guard [408, 425, 429, 500, 502, 503, 504].contains(status) else { throw error }
        throw HubFailure.transient(error, after: RetryPolicy.retryAfter(response.headers.first(name: "Retry-After")))
    }

    /// A whole body of at most `limit` bytes.
    func body(of response: HTTPClientResponse, limit: Int, what: String) async throws -> Data {
        do {
            return Data(buffer: try await response.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw CatalogueError(
                .unavailable, "hub.too-large", "The answer for `\(what)` is larger than \(limit) bytes.")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw HubFailure.transient(.interrupted(what, cause: Self.describe(error)), after: nil)
        }
    }

    static func describe(_ error: any Error) -> String {
        switch error as? HTTPClientError {
        case .connectTimeout?: "no connection within the time limit"
        case .readTimeout?: "no data within the time limit"
        case .remoteConnectionClosed?: "the connection was closed"
        default: "\(error)"
        }
    }
}

/// NIO's buffers as Foundation's data, by one copy.
extension Data {
    fileprivate init(buffer: ByteBuffer) {
        self = buffer.withUnsafeReadableBytes { Data($0) }
    }
}
