import ForgeCore

/// An encoder whose pooled states are a text's vector.
struct TextEmbedder: Embedder {
    let pipeline: EncoderPipeline

    init(_ pipeline: EncoderPipeline) { self.pipeline = pipeline }

    var info: EncoderInfo { pipeline.info }

    func embed(_ texts: [String]) async throws -> Vectors {
        let (tokenizer, length) = (pipeline.tokenizer, info.maxTokens)
        let rows = try await pipeline.rows(texts) { tokenizer.encode($0, maxLength: length) }
        return Vectors(dimension: info.dimension, values: Array(rows.joined()))
    }

    func tokenRanges(of text: String) -> [Range<Int>] { pipeline.tokenizer.tokenRanges(of: text) }
}
