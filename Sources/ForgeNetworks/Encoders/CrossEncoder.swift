import ForgeCore

/// A classifier of one output that reads query and passage together.
struct CrossEncoder: Reranker {
    private let pipeline: EncoderPipeline

    init(_ pipeline: EncoderPipeline) { self.pipeline = pipeline }

    var info: EncoderInfo { pipeline.info }

    func scores(of passages: [String], for query: String) async throws -> [Double] {
        let (tokenizer, length) = (pipeline.tokenizer, info.maxTokens)
        let rows = try await pipeline.rows(passages) {
            tokenizer.encode(query, $0, maxLength: length, truncation: .onlySecond)
        }
        return rows.map { Double($0[0]) }
    }

    func tokenRanges(of text: String) -> [Range<Int>] { pipeline.tokenizer.tokenRanges(of: text) }
}
