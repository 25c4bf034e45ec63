import AsyncHTTPClient
import Foundation
import NIOHTTP1

/// What the Hub says of a file before any of it is sent.
struct HubMetadata: Sendable, Hashable {
    var commit: String
    /// SHA-256 for a file in large-file storage, git's SHA-1 of the blob otherwise.
    var etag: String
    var bytes: Int?
    /// Where the bytes are: the storage host for large files, else the Hub itself.
    var location: URL

    /// The file's SHA-256 when the Hub knows it.
    var sha256: String? { etag.utf8.count == 64 ? etag : nil }

    init(commit: String, etag: String, bytes: Int?, location: URL) {
        self.commit = commit
        self.etag = etag
        self.bytes = bytes
        self.location = location
    }

    /// Reads the headers of a HEAD answer. Nil when the server is not a Hub (no commit or no usable ETag).
    init?(_ headers: HTTPHeaders, url: URL) {
        guard let commit = headers.first(name: "X-Repo-Commit"), HubCache.isCommit(commit),
            let etag = Self.normalized(headers.first(name: "X-Linked-ETag") ?? headers.first(name: "ETag"))
        else { return nil }
        let size = headers.first(name: "X-Linked-Size") ?? headers.first(name: "Content-Length")
        let location = headers.first(name: "Location").flatMap { URL(string: $0, relativeTo: url)?.absoluteURL }
        self.init(commit: commit, etag: etag, bytes: size.flatMap(Int.init), location: location ?? url)
    }

    /// `W/"abc"` → `abc`. Only hexadecimal ones are taken: they become file names in the cache.
    static func normalized(_ etag: String?) -> String? {
        guard var text = etag?.trimmingSpaces() else { return nil }
        if text.hasPrefix("W/") { text.removeFirst(2) }
        text = text.trimmingPrefix { $0 == "\"" }.description
        if text.hasSuffix("\"") { text.removeLast() }
        guard text.utf8.count == 64 || text.utf8.count == 40, text.allSatisfy(\.isHexDigit) else { return nil }
        return text.lowercased()
    }
}
