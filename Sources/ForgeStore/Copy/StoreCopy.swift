import ForgeCore

/// Moves a whole store into an empty one, from SQLite to PostgreSQL or back, in batches: a copy that was cut off goes on
/// where it stopped. At its end both are read again and compared.
package struct StoreCopy: Sendable {
    package struct Progress: Sendable, Hashable {
        package enum Phase: String, Sendable { case copying, checking }
        package var phase: Phase
        package var table: String
        package var done: Int
        package var total: Int
        /// Done by an earlier copy that was cut off.
        package var before = 0
    }

    package struct Report: Sendable, Codable, Hashable {
        package struct Table: Sendable, Codable, Hashable {
            package var name: String
            package var rows: Int
            /// Of all rows, in whatever order; equal in both stores.
            package var digest: String
        }
        package var source: String
        package var target: String
        /// Whether an earlier copy was gone on with.
        package var isResumed: Bool
        package var tables: [Table]
    }

    private let source: CopyPort
    private let target: CopyPort

    package init(from source: any CopyableStore, to target: any CopyableStore) {
        self.init(from: source.copyPort(), to: target.copyPort())
    }

    init(from source: CopyPort, to target: CopyPort) {
        self.source = source
        self.target = target
    }

    /// - Throws: conflict when experiments are being run, the target holds something else, or the two differ at the end.
    package func run(_ onProgress: @Sendable (Progress) -> Void = { _ in }) async throws -> Report {
        let (from, to) = (source, target)
        try await checkQuiet(from)
        let marks = try await to.marks()
        try await checkTarget(to, marks)
        var total = 0
        for table in StoredTable.all { total += try await from.count(table) }
        let before = marks.reduce(0) { $0 + $1.rows }
        var done = before
        for table in StoredTable.all {
            try await copy(table, from, to, mark: marks.first { $0.table == table.name }) { rows in
                done += rows
                onProgress(
                    Progress(phase: .copying, table: table.name, done: done, total: total, before: before))
            }
        }
        let tables = try await compare(from, to, total: 2 * total, onProgress)
        try await to.finish()
        return Report(source: source.place, target: target.place, isResumed: !marks.isEmpty, tables: tables)
    }

    private func copy(
        _ table: StoredTable, _ from: CopyPort, _ to: CopyPort, mark: CopyMark?, _ onRows: (Int) -> Void
    ) async throws {
        var mark = mark ?? CopyMark(source: source.place, table: table.name, last: [], rows: 0)
        while true {
            try Task.checkCancellation()
            let rows = try await from.rows(table, mark.last.isEmpty ? nil : mark.last)
            guard let last = rows.last else { return }
            mark.last = table.key(of: last)
            mark.rows += rows.count
            try await to.add(rows, table, mark)
            onRows(rows.count)
            if rows.count < table.batch { return }
        }
    }

    // MARK: Comparing

    private func compare(
        _ from: CopyPort, _ to: CopyPort, total: Int, _ onProgress: @Sendable (Progress) -> Void
    ) async throws -> [Report.Table] {
        var (tables, done): ([Report.Table], Int) = ([], 0)
        for table in StoredTable.all {
            var digests: [RowDigest] = []
            for port in [from, to] {
                digests.append(
                    try await digest(of: table, in: port) { rows in
                        done += rows
                        onProgress(Progress(phase: .checking, table: table.name, done: done, total: total))
                    })
            }
            guard digests[0] == digests[1] else { throw different(table, digests[0].count, digests[1].count) }
            tables.append(Report.Table(name: table.name, rows: digests[0].count, digest: digests[0].text))
        }
        return tables
    }

    private func digest(
        of table: StoredTable, in port: CopyPort, _ onRows: (Int) -> Void
    ) async throws -> RowDigest {
        var (digest, last): (RowDigest, [StoredValue]?) = (RowDigest(), nil)
        while true {
            try Task.checkCancellation()
            let rows = try await port.rows(table, last)
            for row in rows { digest.add(row) }
            if !rows.isEmpty { onRows(rows.count) }
            guard let end = rows.last, rows.count == table.batch else { return digest }
            last = table.key(of: end)
        }
    }

    // MARK: Refusals

    private func checkQuiet(_ from: CopyPort) async throws {
        let held = try await from.held()
        guard held.isEmpty else {
            throw StoreError(
                .conflict, "store.copy-running",
                "\(held.count) experiment\(held.count == 1 ? " is" : "s are") being run in \(source.place).",
                cause: held.prefix(5).joined(separator: ", "),
                remedy: "Stop the servers, workers and runs that use it, then copy again.")
        }
    }

    private func checkTarget(_ to: CopyPort, _ marks: [CopyMark]) async throws {
        guard source.place != target.place else {
            throw StoreError(
                .invalidInput, "store.copy-same", "Source and target are the same store.",
                remedy: "Name two different ones with --from and --to.")
        }
        if let mark = marks.first {
            guard mark.source == source.place else {
                throw StoreError(
                    .conflict, "store.copy-other", "An unfinished copy of \(mark.source) lies in \(target.place).",
                    remedy: "Go on with that one, or give this one an empty target.")
            }
            return
        }
        for table in StoredTable.all where try await to.count(table) > 0 {
            throw StoreError(
                .conflict, "store.copy-not-empty", "\(target.place) is not empty: \(table.name) has rows.",
                cause: "A copy never mixes two stores.", remedy: "Give it an empty database or a new file.")
        }
    }

    private func different(_ table: StoredTable, _ from: Int, _ to: Int) -> StoreError {
        StoreError(
            .conflict, "store.copy-different", "The copy differs from its source in \(table.name).",
            cause: from == to ? "\(from) rows each, with other contents." : "\(from) rows there, \(to) here.",
            remedy: "The source was probably changed meanwhile: stop what uses it and copy into an empty target.")
    }
}
