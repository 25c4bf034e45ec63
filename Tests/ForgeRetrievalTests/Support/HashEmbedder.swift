import ForgeCore
import ForgeRetrieval
import Foundation
import Synchronization

/// A deterministic stand-in for a network: every word adds a direction that is drawn from its own hash, so texts that
/// share words are near each other.
final class HashEmbedder: Embedder {
    let info: EncoderInfo
    /// Texts embedded so far.
    let embedded = Mutex(0)
    /// Called before every batch.
    let beforeBatch: @Sendable () async throws -> Void

    init(
        name: String = "hash", sha256: String = String(repeating: "a", count: 64), dimension: Int = 32,
        maxTokens: Int = 256, beforeBatch: @escaping @Sendable () async throws -> Void = {}
    ) {
        info = EncoderInfo(
            name: name, architecture: "hash", sha256: sha256, dimension: dimension, maxTokens: maxTokens,
            precision: "float32")
        self.beforeBatch = beforeBatch
    }

    func tokenRanges(of text: String) -> [Range<Int>] { WordMeter().tokenRanges(of: text) }

    func embed(_ texts: [String]) async throws -> Vectors {
        try await beforeBatch()
        embedded.withLock { $0 += texts.count }
        return Vectors(dimension: info.dimension, values: texts.flatMap(vector))
    }

    private func vector(_ text: String) -> [Float] {
        var sums = [Float](repeating: 0, count: info.dimension)
        for word in WordTokenizer.words(of: text) {
            var seed: UInt64 = 14_695_981_039_346_656_037
            for byte in word.utf8 { seed = (seed ^ UInt64(byte)) &* 1_099_511_628_211 }
            var generator = SeededGenerator(seed: seed)
            for index in sums.indices { sums[index] += Float(generator.unit() - 0.5) }
        }
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sums.map { $0 / length } : sums
    }
}

/// Scores a passage by how many of the query's words it holds.
struct OverlapReranker: Reranker {
    let info = EncoderInfo(
        name: "overlap", architecture: "hash", sha256: String(repeating: "b", count: 64), dimension: 1, maxTokens: 512,
        precision: "float32")

    func tokenRanges(of text: String) -> [Range<Int>] { WordMeter().tokenRanges(of: text) }

    func scores(of passages: [String], for query: String) async throws -> [Double] {
        let wanted = Set(WordTokenizer.words(of: query))
        return passages.map { Double(wanted.intersection(WordTokenizer.words(of: $0)).count) }
    }
}
