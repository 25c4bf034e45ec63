import ForgeCore

/// Looks through a whole store for damage, while others may use it; changes nothing.
package struct StoreCheck: Sendable {
    package struct Report: Sendable, Codable, Hashable {
        package var store: String
        /// Rows that were read, by table.
        package var rows: [String: Int]
        /// Sets of questions whose hash was computed again.
        package var sampleSets: Int
        /// What was looked at.
        package var checks: [String]
        /// Empty for a store without damage.
        package var findings: [StoreFinding]
    }

    private let tables: CopyPort
    private let port: CheckPort

    package init(_ store: any MaintainableStore) {
        tables = store.copyPort()
        port = store.checkPort()
    }

    /// - Throws: the store's errors where nothing can be looked at; what is damaged is in the report.
    package func run(
        _ onProgress: @Sendable (StoreCopy.Progress) -> Void = { _ in }
    ) async throws -> Report {
        var findings = try await finding("the database") { try await port.structure() }
        var reading = Reading()
        findings += try await readAll(&reading, onProgress)
        for rule in StoreRule.all {
            findings += try await finding(rule.name) { try await port.breaches(rule) }
        }
        return Report(
            store: tables.place, rows: reading.rows, sampleSets: reading.hashes.checked,
            checks: port.structureChecks + ["every row can be read", "hashes of questions"] + StoreRule.all.map(\.name),
            findings: findings)
    }

    /// What was read so far.
    private struct Reading {
        var rows: [String: Int] = [:]
        var hashes = SampleHashes()

        mutating func take(_ found: [[StoredValue]], of table: StoredTable) throws {
            if table.name == "sample_sets" { hashes.expect(found) }
            if table.name == "samples" { try hashes.add(found) }
            rows[table.name, default: 0] += found.count
        }
    }

    /// Reads and decodes every row.
    private func readAll(
        _ reading: inout Reading, _ onProgress: @Sendable (StoreCopy.Progress) -> Void
    ) async throws -> [StoreFinding] {
        var (done, total, findings) = (0, 0, [StoreFinding]())
        for table in StoredTable.all {
            let count = try? await tables.count(table)
            total += count ?? 0
        }
        for table in StoredTable.all {
            do {
                try await read(table) { rows in
                    try reading.take(rows, of: table)
                    done += rows.count
                    onProgress(.init(phase: .checking, table: table.name, done: done, total: max(done, total)))
                }
            } catch {
                findings += [try Self.finding(table.name, error)]
            }
        }
        return findings + (try reading.hashes.finish())
    }

    private func read(_ table: StoredTable, _ body: ([[StoredValue]]) throws -> Void) async throws {
        var last: [StoredValue]?
        while true {
            try Task.checkCancellation()
            let rows = try await tables.rows(table, last)
            try body(rows)
            guard let end = rows.last, rows.count == table.batch else { return }
            last = table.key(of: end)
        }
    }

    private func finding(
        _ place: String, _ body: () async throws -> [StoreFinding]
    ) async throws -> [StoreFinding] {
        do { return try await body() } catch { return [try Self.finding(place, error)] }
    }

    /// What cannot be read is a finding; what keeps the check from going on stays an error.
    private static func finding(_ place: String, _ error: any Error) throws -> StoreFinding {
        guard let error = error as? StoreError, ["store.corrupt", "store.failed", "store.io"].contains(error.code)
        else {
            throw error
        }
        return StoreFinding(place: place, problem: error.cause ?? error.message)
    }
}

/// Computes the hashes of sets of questions again, from rows in the order of sets and positions.
private struct SampleHashes {
    private(set) var checked = 0
    private var expected: [Int: String] = [:]
    private var current: (set: Int, samples: [Sample])?
    private var findings: [StoreFinding] = []

    mutating func expect(_ rows: [[StoredValue]]) {
        for row in rows where row.count == 2 {
            if let key = row[0].int { expected[key] = row[1].string }
        }
    }

    mutating func add(_ rows: [[StoredValue]]) throws {
        for row in rows where row.count == 3 {
            guard let set = row[0].int, let text = row[2].string else { continue }
            if current?.set != set { try close() }
            if current == nil { current = (set, []) }
            guard let sample: Sample = try? JSON.decode(from: text) else {
                findings.append(
                    StoreFinding(place: "samples", problem: "question \(row[1].int ?? -1) of set \(set) is unreadable"))
                continue
            }
            current?.samples.append(sample)
        }
    }

    mutating func finish() throws -> [StoreFinding] {
        try close()
        return findings
    }

    private mutating func close() throws {
        guard let (set, samples) = current else { return }
        current = nil
        checked += 1
        if let hash = expected[set], try samples.contentHash() != hash {
            findings.append(
                StoreFinding(place: "samples", problem: "the questions of set \(set) are not those of its hash"))
        }
    }
}
