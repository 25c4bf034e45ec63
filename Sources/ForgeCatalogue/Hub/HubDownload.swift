import Crypto
import ForgeCore
import Foundation

/// Brings a Hub file into the Hub's cache.
struct HubDownload {
    struct Result {
        var url: URL
        var commit: String
        /// The file's SHA-256 as the Hub stated it; nil for small files, which git's hash was checked for.
        var sha256: String?
        /// Whether this call downloaded it.
        var isNew: Bool
    }

    let request: HubRequest
    let cache: HubCache
    let report: ProgressHandler

    private var settings: HubSettings { request.settings }

    /// - Parameter accepting: throws for a file that is not the wanted one, before any of it is downloaded.
    func fetch(_ file: HubFile, accepting: (HubMetadata) throws -> Void = { _ in }) async throws -> Result {
        guard !settings.isOffline else {
            guard let cached = cache.cached(file) else { throw CatalogueError.offline("\(file)") }
            return Result(url: cached.url, commit: cached.commit, sha256: nil, isNew: false)
        }
        report(PullProgress(file: file.path, phase: .connecting))
        let announce = { error, pause in report(.retrying(file.path, after: error, pause: pause)) }
        let metadata = try await request.fetcher.retrying(isFirstContact: true, announce) {
            try await request.metadata(of: file)
        }
        try accepting(metadata)
        let blob = cache.blob(file, etag: metadata.etag)
        try Files.makeDirectory(blob.deletingLastPathComponent())
        let waiting = { report(PullProgress(file: file.path, phase: .waiting)) }
        return try await FileLock.holding(cache.lock(file, etag: metadata.etag), waiting: waiting) {
            let isMissing = Files.size(blob) == nil
            if isMissing { try await download(file, metadata, to: blob) }
            let url = try cache.enter(file, commit: metadata.commit, etag: metadata.etag)
            return Result(url: url, commit: metadata.commit, sha256: metadata.sha256, isNew: isMissing)
        }
    }

    private func download(_ file: HubFile, _ metadata: HubMetadata, to blob: URL) async throws {
        let partial = blob.appendingPathExtension("incomplete")
        let download = ResumableDownload(
            request: request, partial: partial, name: file.path, total: metadata.bytes, report: report)
        var fresh: HubMetadata? = metadata
        try await download.run {
            // A signed address is used once; a later attempt asks for a new one.
            defer { fresh = nil }
            if let fresh { return fresh.location }
            let again = try await request.metadata(of: file)
            guard again.etag == metadata.etag else { throw Self.changed(file) }
            return again.location
        }
        try verify(partial, file, metadata)
        try Files.move(partial, to: blob)
    }

    private func verify(_ partial: URL, _ file: HubFile, _ metadata: HubMetadata) throws {
        report(PullProgress(file: file.path, received: metadata.bytes ?? 0, total: metadata.bytes, phase: .verifying))
        let path = partial.path(percentEncoded: false)
        let found = try FileFailure.describing(path) {
            metadata.sha256 == nil ? try Self.gitHash(of: partial) : try Digest.sha256(fileAt: path)
        }
        guard found == metadata.etag else {
            try Files.remove(partial)
            throw CatalogueError.wrongHash(file.path, expected: metadata.etag, found: found)
        }
    }

    /// Git's name of a blob: SHA-1 over `blob <size>\0` and the content. Only small files have it as their ETag.
    static func gitHash(of url: URL) throws -> String {
        let data = try Data(contentsOf: url, options: .mappedIfSafe)
        var hash = Insecure.SHA1()
        hash.update(data: Data("blob \(data.count)\0".utf8))
        hash.update(data: data)
        return hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0\(text)" : text
        }.joined()
    }

    private static func changed(_ file: HubFile) -> CatalogueError {
        CatalogueError(
            .conflict, "hub.changed", "`\(file)` changed while it was downloaded.", remedy: "Pull again.")
    }
}
