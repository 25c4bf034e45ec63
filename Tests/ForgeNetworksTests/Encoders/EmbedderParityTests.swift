import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

@Suite(.enabled(if: RealModels.hasEmbedder, RealModels.needsEmbedder))
struct EmbedderParityTests {
    private struct Golden: Decodable {
        struct Source: Decodable {
            var path: String
            var count: Int
        }
        var sources: [Source]
        var textsSHA256: String
        var dimension: Int
        var float16: Data

        func texts() throws -> [String] {
            try sources.flatMap { try RealModels.strings("text", $0.path, $0.count) }
        }

        var values: [Float] {
            float16.withUnsafeBytes { bytes in
                (0..<bytes.count / 2).map { index in
                    Float(Float16(bitPattern: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
                }
            }
        }
    }

    @Test(
        "all-MiniLM-L6-v2 equals sentence-transformers on 500 texts",
        arguments: [(PrecisionChoice.float32, 0.99999), (.automatic, 0.9999)])
    func parity(choice: PrecisionChoice, least: Double) async throws {
        let golden: Golden = try RealModels.fixture("minilm-vectors.json")
        let texts = try golden.texts()
        try #require(RealModels.digest(texts) == golden.textsSHA256)
        let embedder = try EncoderFolder(at: RealModels.embedder, options: .init(precision: choice)).embedder()
        #expect(embedder.info.maxTokens == 256)
        let vectors = try await embedder.embed(texts)
        #expect(vectors.dimension == golden.dimension)
        let expected = Vectors(dimension: golden.dimension, values: golden.values)
        try #require(vectors.count == 500 && expected.count == 500)
        let cosines = (0..<500).map { cosine(vectors[$0], expected[$0]) }
        let lowest = try #require(cosines.min())
        print("lowest cosine of \(embedder.info.precision) to PyTorch's float32: \(lowest)")
        #expect(lowest > least)
    }
}
