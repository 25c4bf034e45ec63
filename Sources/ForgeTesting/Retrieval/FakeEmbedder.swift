package import ForgeCore

/// An embedder by words: every word adds 1 in a direction drawn from its hash, so texts that share words are near.
package final class FakeEmbedder: Embedder {
    package let info: EncoderInfo
    private let beforeBatch: @Sendable () async throws -> Void

    /// - Parameter beforeBatch: called before every batch.
    package init(
        name: String = "fake-embedder", dimension: Int = 64,
        beforeBatch: @escaping @Sendable () async throws -> Void = {}
    ) {
        info = EncoderInfo(
            name: name, architecture: "bert", sha256: String(repeating: "e", count: 64), dimension: dimension,
            maxTokens: 256, precision: "float32")
        self.beforeBatch = beforeBatch
    }

    package func tokenRanges(of text: String) -> [Range<Int>] { WordMeter().tokenRanges(of: text) }

    package func embed(_ texts: [String]) async throws -> Vectors {
        try await beforeBatch()
        return Vectors(dimension: info.dimension, values: texts.flatMap(vector))
    }

    private func vector(_ text: String) -> [Float] {
        // The first direction belongs to every text, so that none is without a length.
        var sums = [Float](repeating: 0, count: info.dimension)
        sums[0] = 0.1
        for word in Self.words(text) {
            let hash = word.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
            sums[Int(hash % UInt64(info.dimension))] += 1
        }
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return sums.map { $0 / length }
    }

    static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

/// Scores a passage by how many of the query's words it holds.
package struct FakeReranker: Reranker {
    package let info = EncoderInfo(
        name: "fake-reranker", architecture: "bert", sha256: String(repeating: "f", count: 64), dimension: 1,
        maxTokens: 512, precision: "float32")

    package init() {}

    package func tokenRanges(of text: String) -> [Range<Int>] { WordMeter().tokenRanges(of: text) }

    package func scores(of passages: [String], for query: String) async throws -> [Double] {
        let wanted = Set(FakeEmbedder.words(query))
        return passages.map { Double(wanted.intersection(FakeEmbedder.words($0)).count) }
    }
}
