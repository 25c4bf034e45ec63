import CForgeKernels
import Foundation

/// The committed rows of a vector file, searched exactly.
struct VectorMatrix: Sendable {
    private let file: MappedFile
    let dimension: Int
    let rows: Int

    /// Nil when there are no rows.
    init?(_ url: URL, header: VectorHeader, rows: Int) throws {
        guard rows > 0 else { return nil }
        let path = url.path(percentEncoded: false)
        dimension = header.dimension
        self.rows = rows
        file = try MappedFile(
            path: path, length: VectorHeader.size + rows * header.dimension * MemoryLayout<Float>.size)
        try file.withBytes { try header.check($0.prefix(VectorHeader.size), path: path) }
    }

    struct Hit: Sendable, Hashable {
        var row: Int
        var score: Float
    }

    /// The numbers of these rows, one row after the other.
    func values(of rows: some Collection<Int>) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(rows.count * dimension)
        file.withBytes { bytes in
            for row in rows {
                let start = VectorHeader.size + row * dimension * MemoryLayout<Float>.size
                values += bytes[start..<start + dimension * MemoryLayout<Float>.size].withMemoryRebound(
                    to: Float.self, Array.init)
            }
        }
        return values
    }

    /// The `k` rows with the largest dot products, best first, equal ones by row.
    ///
    /// - Parameters:
    ///   - allowed: one bit per row; nil for all.
    ///   - threads: each takes an equal part of the rows.
    func nearest(_ query: [Float], k: Int, allowed: [UInt64]?, threads: Int) -> [Hit] {
        precondition(query.count == dimension, "the query has the dimension of the rows")
        precondition(allowed.map { $0.count * 64 >= rows } ?? true, "a bit for every row")
        let k = min(k, rows)
        guard k > 0 else { return [] }
        var heaps = [forge_scan_hit](repeating: forge_scan_hit(), count: k * threads)
        var found = [Int64](repeating: 0, count: threads)
        heaps.withUnsafeMutableBufferPointer { heaps in
            found.withUnsafeMutableBufferPointer { found in
                file.withBytes { bytes in
                    let parts = ScanParts(bytes: bytes, heaps: heaps, found: found)
                    scan(query, k: k, allowed: allowed, threads: threads, parts)
                }
            }
        }
        let hits = (0..<threads).flatMap { part in heaps[part * k..<part * k + Int(found[part])] }
        return hits.map { Hit(row: Int($0.row), score: $0.score) }
            .sorted { ($1.score, $0.row) < ($0.score, $1.row) }.prefix(k).map(\.self)
    }

    private func scan(_ query: [Float], k: Int, allowed: [UInt64]?, threads: Int, _ parts: ScanParts) {
        DispatchQueue.concurrentPerform(iterations: threads) { part in
            guard let heap = parts.heaps.baseAddress else { return }
            let values = (parts.bytes.baseAddress.map { $0 + VectorHeader.size })?.assumingMemoryBound(to: Float.self)
            let share = (rows + threads - 1) / threads
            let (first, last) = (min(part * share, rows), min((part + 1) * share, rows))
            parts.found[part] = allowed.withOptionalPointer { allowed in
                forge_scan(
                    values, Int64(first), Int64(last), Int64(dimension), query, allowed, Int64(k), heap + part * k, 0)
            }
        }
    }
}

/// What the threads of one scan read, and write: each only its own part, all before the scan returns.
private struct ScanParts: @unchecked Sendable {
    var bytes: UnsafeRawBufferPointer
    var heaps: UnsafeMutableBufferPointer<forge_scan_hit>
    var found: UnsafeMutableBufferPointer<Int64>
}

extension [UInt64]? {
    fileprivate func withOptionalPointer<Value>(_ body: (UnsafePointer<UInt64>?) -> Value) -> Value {
        guard let words = self else { return body(nil) }
        return words.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
