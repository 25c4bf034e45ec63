import AsyncHTTPClient
import ForgeCore
import Foundation
import NIOCore
import NIOHTTP1

/// Brings one file into a partial file, continuing what an earlier attempt left.
struct ResumableDownload {
    let request: HubRequest
    let partial: URL
    /// Name for messages and progress.
    let name: String
    /// Bytes the whole file has, nil when the server did not say.
    let total: Int?
    let report: ProgressHandler

    /// No model file is larger; a server that sends without end must not fill the disk.
    private static let largestFile = 1 << 40

    /// - Parameter location: where to ask; called before every attempt, as signed addresses run out.
    func run(_ location: () async throws -> URL) async throws {
        var best = Files.size(partial) ?? 0
        let announce = { error, pause in
            let received = Files.size(partial) ?? 0
            report(.retrying(name, after: error, pause: pause, received: received, total: total))
        }
        try await request.fetcher.retrying(announce) {
            if let total, best == total, Files.size(partial) == total { return }
            do {
                try await attempt(try await location())
            } catch let failure as HubFailure {
                let size = Files.size(partial) ?? 0
                guard size > best else { throw failure }
                best = size
                throw HubFailure.interrupted(failure.error)
            }
        }
        try? Files.remove(validatorFile)
    }

    private func attempt(_ url: URL) async throws {
        let offset = try usableOffset()
        if let total, offset == total { return }
        let response = try await request.get(url, headers: rangeHeaders(offset), what: name)
        if response.status == .rangeNotSatisfiable {
            try Files.remove(partial)
            throw HubFailure.transient(.interrupted(name, cause: "the server refused to continue it"), after: nil)
        }
        try await request.fetcher.requireSuccess(response, what: name, hasToken: request.settings.token != nil)
        let continues = response.status == .partialContent && Self.start(of: response) == offset
        guard continues || response.status != .partialContent else {
            try Files.remove(partial)
            throw HubFailure.transient(.interrupted(name, cause: "the server sent another part than asked"), after: nil)
        }
        try rememberValidator(response)
        try await receive(response, truncate: !continues)
    }

    private func receive(_ response: HTTPClientResponse, truncate: Bool) async throws {
        var writer = try FileWriter(partial, truncate: truncate)
        var meter = ProgressMeter(file: name, total: total, initial: writer.size, report: report)
        meter.update(writer.size)
        if let total { try Files.requireSpace(total - writer.size, at: partial.deletingLastPathComponent()) }
        do {
            for try await buffer in response.body {
                try Task.checkCancellation()
                guard writer.size + buffer.readableBytes <= total ?? Self.largestFile else {
                    throw CatalogueError.wrongSize(
                        name, expected: total ?? Self.largestFile, found: writer.size + buffer.readableBytes)
                }
                try writer.write(buffer)
                meter.update(writer.size)
            }
        } catch let error as CatalogueError {
            if error.code == "download.wrong-size" { try? Files.remove(partial) }
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            throw HubFailure.transient(.interrupted(name, cause: HTTPFetcher.describe(error)), after: nil)
        }
        if let total, writer.size < total {
            let cause = "\(writer.size) of \(total) bytes arrived"
            throw HubFailure.transient(.interrupted(name, cause: cause), after: nil)
        }
        try writer.synchronize()
    }

    // MARK: Continuing

    /// Bytes to continue from. A partial file longer than the whole one is of another file.
    private func usableOffset() throws -> Int {
        let size = Files.size(partial) ?? 0
        guard let total, size > total else { return size }
        try Files.remove(partial)
        return 0
    }

    /// `If-Range` makes a server whose file has changed send it whole instead of a part that does not fit.
    private func rangeHeaders(_ offset: Int) -> [(String, String)] {
        guard offset > 0 else { return [] }
        let validator = (try? Data(contentsOf: validatorFile)).map { String(decoding: $0, as: UTF8.self) }
        return [("Range", "bytes=\(offset)-")] + (validator.map { [("If-Range", $0)] } ?? [])
    }

    private var validatorFile: URL { partial.appendingPathExtension("etag") }

    private func rememberValidator(_ response: HTTPClientResponse) throws {
        if let etag = response.headers.first(name: "ETag"), etag.hasPrefix("\"") {
            try Files.write(Data(etag.utf8), to: validatorFile)
        } else {
            try Files.remove(validatorFile)
        }
    }

    /// The first byte's position by `Content-Range: bytes 100-199/200`.
    private static func start(of response: HTTPClientResponse) -> Int? {
        guard let range = response.headers.first(name: "Content-Range"), range.hasPrefix("bytes ") else { return nil }
        return range.dropFirst(6).split(separator: "-").first.flatMap { Int($0) }
    }
}
