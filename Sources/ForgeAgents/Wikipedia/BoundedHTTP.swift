package import AsyncHTTPClient
import ForgeCore
package import Foundation
import NIOCore
import NIOHTTP1

/// GET requests of tools: to allowed addresses only, with bounded time, size and redirects.
package struct BoundedHTTP: Sendable {
    package struct Reply: Sendable, Hashable {
        package var status: Int
        package var body: Data
        /// Seconds that the server asks to wait.
        package var retryAfter: Double?
    }

    package struct Failure: Error, Sendable, Hashable {
        package var kind: ToolErrorKind
        package var message: String
    }

    private static let mostRedirects = 3

    private let client: HTTPClient
    private let policy: HostPolicy
    private let timeout: Double
    private let largestBody: Int

    package init(client: HTTPClient, policy: HostPolicy, timeout: Double, largestBody: Int) {
        self.client = client
        self.policy = policy
        self.timeout = timeout
        self.largestBody = largestBody
    }

    /// Runs `body` with a client for tools. It follows no redirects: each is checked here.
    package static func withClient<Value>(_ body: (HTTPClient) async throws -> Value) async throws -> Value {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(30))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration, body)
    }

    /// - Throws: `Failure`, `CancellationError`.
    package func get(_ url: URL, headers: [String: String] = [:]) async throws -> Reply {
        var url = url
        for _ in 0...Self.mostRedirects {
            guard policy.allows(url) else {
                throw Failure(kind: .refused, message: "\(url.host() ?? "this address") is not an allowed host")
            }
            let (reply, location) = try await exchange(url, headers: headers)
            guard let location else { return reply }
            guard let next = URL(string: location, relativeTo: url)?.absoluteURL else {
                throw Failure(kind: .badResponse, message: "the server redirects to what is no address")
            }
            url = next
        }
        throw Failure(kind: .badResponse, message: "the server redirects more than \(Self.mostRedirects) times")
    }

    private func exchange(_ url: URL, headers: [String: String]) async throws -> (Reply, location: String?) {
        var request = HTTPClientRequest(url: url.absoluteString)
        request.headers.add(name: "User-Agent", value: "llm-forge (research; one request at a time)")
        request.headers.add(name: "Accept", value: "application/json, text/plain;q=0.5")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        do {
            // For the head and the body together: a server may send a byte a minute.
            return try await withTimeLimit(seconds: timeout) { [request] in try await read(request) }
        } catch {
            throw Self.failure(error, limit: largestBody)
        }
    }

    private func read(_ request: HTTPClientRequest) async throws -> (Reply, location: String?) {
        let response = try await client.execute(request, deadline: .now() + .nanoseconds(Int64(timeout * 1e9)))
        if (300..<400).contains(response.status.code), let location = response.headers.first(name: "Location") {
            return (Reply(status: Int(response.status.code), body: Data()), location)
        }
        let body = try await response.body.collect(upTo: largestBody)
        let wait = RetryPolicy.retryAfter(response.headers.first(name: "Retry-After"))
        let data = body.withUnsafeReadableBytes { Data($0) }
        return (Reply(status: Int(response.status.code), body: data, retryAfter: wait), nil)
    }

    private static func failure(_ error: any Error, limit: Int) -> any Error {
        if error is CancellationError || Task.isCancelled { return CancellationError() }
        if error is NIOTooManyBytesError {
            return Failure(kind: .tooLarge, message: "the answer is larger than \(limit) bytes")
        }
        if error is TimeLimitExceeded {
            return Failure(kind: .timeout, message: "no whole answer within the time limit")
        }
        switch error as? HTTPClientError {
        case .connectTimeout?: return Failure(kind: .unavailable, message: "no connection within the time limit")
        case .readTimeout?, .deadlineExceeded?:
            return Failure(kind: .timeout, message: "no answer within the time limit")
        default: return Failure(kind: .unavailable, message: "the host cannot be reached")
        }
    }
}
