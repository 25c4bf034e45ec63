import Foundation

/// Okapi BM25 over an inverted index in a memory-mapped file or in memory.
///
/// The index is derived from the chunks and can be made again at any time. SQLite's own `bm25()` computes the scores of
/// every matching row inside the query, which takes seconds for everyday words in 100,000 chunks, and fixes k1 and b.
///
/// Layout, little-endian: `BM25Header`; chunk ids (Int64 each); length norms (Float32 each, padded to 8 bytes);
/// first byte of every term (UInt64, one more than terms); first posting of every term (the same); postings (UInt32:
/// ordinal of the chunk × 256 + occurrences, at most 255), padded; the terms' UTF-8 in ascending order.
struct BM25Index: Sendable {
    let header: BM25Header
    private let storage: any BM25Storage

    init(storage: any BM25Storage) throws {
        header = try storage.withBytes { try BM25Header($0) }
        self.storage = storage
    }

    var generation: Int { Int(header.generation) }
    var count: Int { Int(header.chunks) }

    /// The `k` best chunks that hold any of the words, best first, equal scores in the order of the chunks.
    ///
    /// - Parameter isAllowed: asked only of chunks that would be among the best.
    func search(_ words: [String], k: Int, isAllowed: ((Int) -> Bool)? = nil) -> [(chunk: Int, score: Float)] {
        guard k > 0, count > 0 else { return [] }
        var scores = [Float](repeating: 0, count: count)
        var seen: Set<String> = []
        return storage.withBytes { bytes in
            let view = BM25View(header, bytes)
            scores.withUnsafeMutableBufferPointer { scores in
                for word in words where seen.insert(word).inserted { view.add(word, to: scores) }
            }
            return best(k, of: scores, view, isAllowed)
        }
    }

    private func best(
        _ k: Int, of scores: [Float], _ view: BM25View, _ isAllowed: ((Int) -> Bool)?
    ) -> [(chunk: Int, score: Float)] {
        // Insertion into a short sorted list: nearly every chunk fails the first comparison.
        var best: [(chunk: Int, score: Float)] = []
        var bound: Float = 0
        scores.withUnsafeBufferPointer { scores in
            for ordinal in 0..<scores.count where scores[ordinal] > bound {
                let chunk = Int(view.chunks[ordinal])
                if let isAllowed, !isAllowed(chunk) { continue }
                let place = best.firstIndex { $0.score < scores[ordinal] } ?? best.count
                best.insert((chunk, scores[ordinal]), at: place)
                if best.count > k { best.removeLast() }
                if best.count == k { bound = best[k - 1].score }
            }
        }
        return best
    }
}

/// Owns the bytes of an index.
protocol BM25Storage: Sendable {
    func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value
}

extension MappedFile: BM25Storage {}
