import ForgeCore
package import Foundation

/// Measures the two searches on this machine: exact search over vectors, and BM25.
package enum RetrievalBenchmark {
    /// Exact search over seeded random vectors of length 1 in a file of the size that a base of so many chunks has.
    ///
    /// - Parameter folder: where the file is made (`rows × dimension × 4` bytes); it is left there for the next run.
    package static func vectors(
        in folder: URL, rows: Int = 1_000_000, dimension: Int = 384, queries: Int = 50, k: Int = 10, threads: Int = 2,
        seed: UInt64 = 1
    ) throws -> SearchTiming {
        let search = try VectorTrial(folder: folder, rows: rows, dimension: dimension, seed: seed)
        // The first search brings the pages into memory.
        for query in 0..<2 { _ = search.nearest(search.query(query), k: k, threads: threads) }
        let seconds = (0..<queries).map { query in
            let vector = search.query(query)
            let start = ContinuousClock.now
            _ = search.nearest(vector, k: k, threads: threads)
            return (ContinuousClock.now - start).seconds
        }
        return SearchTiming(name: "vectors, exact (\(search.kernel))", items: rows, seconds: seconds)
    }

    /// BM25 over a base's chunks by the whole way from the query to the passages.
    package static func words(
        _ base: KnowledgeBase, queries: [String], k: Int = 10
    ) async throws -> SearchTiming {
        let retriever = try await base.retriever()
        if let first = queries.first { _ = try await retriever.retrieve(first, by: .bm25, k: k) }
        var seconds: [Double] = []
        for query in queries {
            let start = ContinuousClock.now
            _ = try await retriever.retrieve(query, by: .bm25, k: k)
            seconds.append((ContinuousClock.now - start).seconds)
        }
        return SearchTiming(name: "bm25", items: retriever.info.chunks, seconds: seconds)
    }
}

/// How long searches took.
package struct SearchTiming: Sendable, Codable, Hashable {
    package var name: String
    /// Vectors or chunks that were searched.
    package var items: Int
    package var queries: Int
    package var p50: Double?
    package var p95: Double?
    package var fastest: Double?
    /// Resident memory of the process: its own, and pages of files that the system can take back at any time.
    package var ownMemory: Int?
    package var fileMemory: Int?

    init(name: String, items: Int, seconds: [Double]) {
        self.name = name
        self.items = items
        queries = seconds.count
        p50 = Statistics.percentile(seconds, 50)
        p95 = Statistics.percentile(seconds, 95)
        fastest = seconds.min()
        ownMemory = ResidentMemory.bytes("RssAnon:")
        fileMemory = ResidentMemory.bytes("RssFile:")
    }
}

enum ResidentMemory {
    /// A line of Linux's `/proc/self/status` in bytes; nil elsewhere.
    static func bytes(_ name: String) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        else { return nil }
        return Int(kilobytes).map { $0 * 1024 }
    }
}
