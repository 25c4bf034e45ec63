import AsyncHTTPClient
import ForgeCore
import Foundation
import NIOHTTP1

/// Saves a split page by page as JSON Lines, continuing after the last complete line of an earlier attempt.
struct RowsDownload {
    let request: HubRequest
    let rows: HubRows
    let partial: URL
    let report: ProgressHandler

    /// The most rows that the API gives at once.
    private static let pageLength = 100
    private static let largestPage = 256 << 20

    /// - Returns: the data set's commit as the server states it.
    func run() async throws -> String? {
        guard !request.settings.isOffline else { throw CatalogueError.offline("\(rows)") }
        report(PullProgress(file: "\(rows)", phase: .connecting))
        var offset = try completeLines()
        var revision = offset > 0 ? storedRevision : nil
        var hasRestarted = false
        while true {
            let (page, pageRevision) = try await page(at: offset)
            if offset > 0, pageRevision != revision {
                // The data set was changed in between: its parts would not fit together. Servers that disagree
                // about the revision would have us start anew for ever.
                guard !hasRestarted else { throw failure("its revision changes from page to page") }
                hasRestarted = true
                try restart()
                offset = 0
                continue
            }
            revision = pageRevision
            try check(page, offset: offset)
            try append(page, revision: revision, isFirst: offset == 0)
            offset += page.rows.count
            report(PullProgress(file: "\(rows)", received: offset, total: page.total, phase: .downloading))
            if offset >= page.total { break }
        }
        try Files.remove(revisionFile)
        return revision
    }

    private func page(at offset: Int) async throws -> (RowsPage, String?) {
        let base = request.settings.datasetsServer.appending(path: "rows")
        let url = base.appending(queryItems: [
            .init(name: "dataset", value: rows.dataset), .init(name: "config", value: rows.config),
            .init(name: "split", value: rows.split), .init(name: "offset", value: String(offset)),
            .init(name: "length", value: String(Self.pageLength)),
        ])
        let fetcher = request.fetcher
        let announce = { error, pause in report(.retrying("\(rows)", after: error, pause: pause)) }
        return try await fetcher.retrying(isFirstContact: offset == 0, announce) {
            // The rows API belongs to the Hub and takes its token (gated data sets), under its own address only.
            let response = try await fetcher.send(
                .GET, url, token: request.settings.token, trusted: Origin(request.settings.datasetsServer))
            try await fetcher.requireSuccess(response, what: "\(rows)", hasToken: request.settings.token != nil)
            let data = try await fetcher.body(of: response, limit: Self.largestPage, what: "\(rows)")
            do {
                return (try JSON.decode(RowsPage.self, from: data), response.headers.first(name: "X-Revision"))
            } catch let error as DecodingError {
                throw failure("its answer is not what the rows API sends: \(error.reason)")
            }
        }
    }

    private func check(_ page: RowsPage, offset: Int) throws {
        if page.isPartial == true { throw failure("the server holds only a part of this split") }
        guard !page.rows.isEmpty || offset >= page.total else {
            throw failure("row \(offset) of \(page.total) is missing")
        }
        for (index, entry) in page.rows.enumerated() {
            guard entry.index == offset + index else { throw failure("row \(offset + index) is missing") }
            if let cell = entry.truncatedCells?.first {
                throw failure("the server cut off the cell `\(cell)` of row \(entry.index)")
            }
        }
    }

    private func append(_ page: RowsPage, revision: String?, isFirst: Bool) throws {
        if isFirst, let revision { try Files.write(Data("\(rows)\n\(revision)".utf8), to: revisionFile) }
        var writer = try FileWriter(partial, truncate: isFirst)
        for entry in page.rows {
            var line = try JSON.data(entry.row)
            line.append(UInt8(ascii: "\n"))
            try line.withUnsafeBytes { try writer.write($0) }
        }
        try writer.synchronize()
    }

    // MARK: Continuing

    private var revisionFile: URL { partial.appendingPathExtension("revision") }

    /// The revision that the part is of; nil when it is not known, or when the part is of other rows than these.
    private var storedRevision: String? {
        guard let data = try? Data(contentsOf: revisionFile) else { return nil }
        let record = String(decoding: data, as: UTF8.self).split(separator: "\n", maxSplits: 1).map(String.init)
        return record.count == 2 && record[0] == "\(rows)" ? record[1] : nil
    }

    /// Rows that are there. What follows the last newline was cut off, and a part whose revision is unknown is of
    /// no use: both start anew.
    private func completeLines() throws -> Int {
        guard let data = try? Data(contentsOf: partial, options: .mappedIfSafe), storedRevision != nil,
            data.last == UInt8(ascii: "\n")
        else {
            try restart()
            return 0
        }
        return data.count { $0 == UInt8(ascii: "\n") }
    }

    private func restart() throws {
        try Files.remove(partial)
        try Files.remove(revisionFile)
    }

    private func failure(_ cause: String) -> CatalogueError {
        CatalogueError(
            .unavailable, "rows.incomplete", "The rows of `\(rows)` cannot be had in full.", cause: cause,
            remedy: "Pull again later, or download the data set's file and name it as a `path:` source.")
    }
}
