package import AsyncHTTPClient
import ForgeCore
import Foundation

/// Asks MediaWiki's search (REST) and page texts (action API), politely: one request at a time, spaced, repeated after
/// failures that may pass, kept on disk.
package struct WikipediaClient: Sendable {
    package typealias Failure = BoundedHTTP.Failure

    package let settings: WikipediaSettings
    private let http: BoundedHTTP
    private let spacing: CallSpacing
    private let cache: AnswerCache?

    package init(settings: WikipediaSettings, client: HTTPClient) {
        self.settings = settings
        http = BoundedHTTP(
            client: client, policy: HostPolicy([settings.address]), timeout: settings.timeout,
            largestBody: settings.largestBody)
        spacing = CallSpacing(interval: settings.interval)
        cache = settings.cache.map { AnswerCache(folder: $0, life: settings.cacheLife) }
    }

    /// The page with a title, redirects followed.
    ///
    /// - Throws: `Failure`, `CancellationError`.
    package func page(titled title: String) async throws -> (page: WikiPage, isCached: Bool) {
        let (data, isCached) = try await get(
            "/w/api.php",
            [
                "action": "query", "format": "json", "formatversion": "2", "redirects": "1", "titles": title,
                "prop": "extracts|pageprops", "explaintext": "1", "ppprop": "disambiguation",
            ])
        return (try WikiPage(data), isCached)
    }

    /// Titles of the pages that a search finds, best first.
    ///
    /// - Throws: `Failure`, `CancellationError`.
    package func titles(for query: String, limit: Int = 5) async throws -> (titles: [String], isCached: Bool) {
        let (data, isCached) = try await get(
            "/w/rest.php/v1/search/page", ["q": query, "limit": String(limit)])
        return (try WikiSearch(data).titles, isCached)
    }

    private func get(_ path: String, _ query: [String: String]) async throws -> (Data, isCached: Bool) {
        let url = try address(path, query)
        if let body = cache?.body(for: url) { return (body, true) }
        guard !settings.isOffline else { throw Failure(kind: .unavailable, message: "the network is not used") }
        guard await !spacing.isResting else {
            throw Failure(kind: .unavailable, message: "\(settings.host) could not be reached a moment ago")
        }
        let body = try await fetch(url)
        // A broken answer is not kept: the next call may get a whole one.
        guard (try? JSONValue(parsing: String(decoding: body, as: UTF8.self)))?.object != nil else {
            throw Failure(kind: .badResponse, message: "\(settings.host) sent something that is not JSON")
        }
        cache?.keep(body, for: url)
        return (body, false)
    }

    private func fetch(_ url: URL) async throws -> Data {
        var generator = SystemRandomNumberGenerator()
        var failures = 0
        while true {
            try await spacing.turn()
            let (failure, wait): (Failure, Double?)
            do {
                let reply = try await http.get(url)
                guard let problem = Self.problem(reply, host: settings.host) else { return reply.body }
                (failure, wait) = (problem, reply.retryAfter)
            } catch let error as Failure {
                (failure, wait) = (error, nil)
            }
            failures += 1
            let mayPass = [.unavailable, .rateLimited, .timeout].contains(failure.kind)
            guard mayPass, failures < settings.retry.attempts, (wait ?? 0) <= settings.retry.longestRetryAfter else {
                if mayPass { await spacing.rest(seconds: max(wait ?? 0, settings.restAfterFailure)) }
                throw failure
            }
            if let wait { await spacing.pause(seconds: wait) }
            let pause = max(wait ?? 0, settings.retry.pause(after: failures, using: &generator))
            try await Task.sleep(for: .seconds(pause))
        }
    }

    private static func problem(_ reply: BoundedHTTP.Reply, host: String) -> Failure? {
        switch reply.status {
        case 200..<300: nil
        case 429: Failure(kind: .rateLimited, message: "\(host) asks for fewer requests")
        case 404: Failure(kind: .notFound, message: "\(host) does not have this")
        case 408, 425, 500...599: Failure(kind: .unavailable, message: "\(host) answered with status \(reply.status)")
        default: Failure(kind: .badResponse, message: "\(host) answered with status \(reply.status)")
        }
    }

    private func address(_ path: String, _ query: [String: String]) throws -> URL {
        var components = URLComponents(url: settings.address, resolvingAgainstBaseURL: false) ?? URLComponents()
        components.path = path
        components.queryItems = query.sorted { $0.key < $1.key }.map { URLQueryItem(name: $0.key, value: $0.value) }
        // A plus sign means a space to servers: "C++" would be searched as "C  ".
        let encoded = components.percentEncodedQuery?.replacing("+", with: "%2B")
        components.percentEncodedQuery = encoded
        guard let url = components.url else {
            throw Failure(kind: .badResponse, message: "the query cannot be sent")
        }
        return url
    }
}
