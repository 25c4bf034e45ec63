import AsyncHTTPClient
import ForgeCore
import Foundation
import NIOHTTP1

/// Asks the Hub about files and follows its redirects by hand.
struct HubRequest: Sendable {
    let settings: HubSettings
    let fetcher: HTTPFetcher

    private static let longestRedirectChain = 6

    func address(of file: HubFile) -> URL {
        settings.endpoint.appending(
            path: (file.kind == .dataset ? "datasets/" : "")
                + "\(file.repository)/resolve/\(file.revision)/\(file.path)")
    }

    /// Commit, hash, size and storage address of a file.
    ///
    /// The first answer carries them; a redirect to the same host (a renamed repository) is followed, one to the
    /// storage host is what the download starts from.
    func metadata(of file: HubFile) async throws -> HubMetadata {
        var url = address(of: file)
        var found: HubMetadata?
        for _ in 0..<Self.longestRedirectChain {
            let response = try await fetcher.send(.HEAD, url, token: settings.token, trusted: trusted)
            let target = Self.redirect(response, from: url)
            if target == nil {
                try await fetcher.requireSuccess(response, what: "\(file)", hasToken: settings.token != nil)
            }
            found = Self.merged(found, HubMetadata(response.headers, url: url), isRedirect: target != nil)
            found?.location = target ?? url
            guard let target, Origin(target) == Origin(url) else { break }
            url = target
        }
        guard let found else {
            throw CatalogueError(
                .unavailable, "hub.not-a-hub", "\(settings.endpoint) does not answer as the Hugging Face Hub does.",
                cause: "commit or hash of `\(file)` is missing in its answer", remedy: "Check HF_ENDPOINT.")
        }
        return found
    }

    /// A GET whose redirects are followed; the token stays with the Hub.
    func get(_ start: URL, headers: [(String, String)], what: String) async throws -> HTTPClientResponse {
        var url = start
        for _ in 0..<Self.longestRedirectChain {
            let response = try await fetcher.send(
                .GET, url, headers: headers, token: settings.token, trusted: trusted)
            guard let target = Self.redirect(response, from: url) else { return response }
            url = target
        }
        throw CatalogueError(.unavailable, "hub.redirect-loop", "`\(what)` is redirected without end.")
    }

    private var trusted: Origin? { Origin(settings.endpoint) }

    private static func redirect(_ response: HTTPClientResponse, from url: URL) -> URL? {
        guard [301, 302, 303, 307, 308].contains(Int(response.status.code)) else { return nil }
        return response.headers.first(name: "Location").flatMap { URL(string: $0, relativeTo: url)?.absoluteURL }
    }

    /// What the first answer said stays; only the size may come from a later one, as a redirect's own body has one too.
    private static func merged(_ first: HubMetadata?, _ next: HubMetadata?, isRedirect: Bool) -> HubMetadata? {
        guard var result = first ?? next else { return nil }
        if first != nil, result.bytes == nil { result.bytes = next?.bytes }
        return result
    }
}
