import Foundation

/// Builds networks from a folder's config.json and tensors, whose names it knows.
struct NetworkBuilder {
    let config: ModelConfig
    let file: SafetensorsFile
    let precision: Precision

    private func reader(_ prefixes: [String]) -> WeightReader {
        WeightReader(file: file, precision: precision, prefixes: prefixes)
    }

    func embedder(_ pooling: Pooling) throws -> EmbeddingNetwork {
        guard config.architecture != .bart else {
            throw ModelConfig.unusable("a BART model has no pooled vector; it classifies")
        }
        return EmbeddingNetwork(encoder: try bert(), pooling: pooling)
    }

    /// `labels` nil takes as many as the weights have.
    func classifier(labels: Int) throws -> any Network {
        switch config.architecture {
        case .bert:
            let weights = reader(["", "bert."])
            return ClassifierNetwork(
                encoder: try bert(), head: try head(weights, dense: "pooler.dense", output: "classifier", labels))
        case .roberta:
            let weights = reader([""])
            return ClassifierNetwork(
                encoder: try bert(),
                head: try head(weights, dense: "classifier.dense", output: "classifier.out_proj", labels))
        case .bart:
            return try bart(labels: labels)
        }
    }

    private func head(_ weights: WeightReader, dense: String, output: String, _ labels: Int) throws
        -> ClassificationHead
    {
        ClassificationHead(
            dense: try weights.linear(dense, inputs: config.width, outputs: config.width),
            output: try weights.linear(output, inputs: config.width, outputs: labels))
    }

    // BERT and RoBERTa

    private func bert() throws -> EncoderStack {
        let weights = reader(["", "bert.", "roberta."])
        let width = config.width
        let embeddings = Embeddings(
            words: try weights.table(["embeddings.word_embeddings.weight"], rows: nil, width: width),
            positions: try weights.table(
                ["embeddings.position_embeddings.weight"], rows: config.positions + config.positionOffset, width: width),
            types: try weights.table(
                ["embeddings.token_type_embeddings.weight"], rows: config.tokenTypes, width: width),
            positionOffset: config.positionOffset, scale: 1,
            norm: try weights.normalization("embeddings.LayerNorm", width: width, epsilon: config.epsilon))
        let layers = try (0..<config.layers).map { try bertLayer(weights, "encoder.layer.\($0)") }
        return EncoderStack(embeddings: embeddings, layers: layers, precision: precision)
    }

    private func bertLayer(_ weights: WeightReader, _ layer: String) throws -> TransformerLayer {
        let width = config.width
        return TransformerLayer(
            attention: Attention(
                projection: try weights.linear(
                    ["query", "key", "value"].map { "\(layer).attention.self.\($0)" }, inputs: width, outputsEach: width
                ),
                memoryProjection: nil,
                output: try weights.linear("\(layer).attention.output.dense", inputs: width, outputs: width),
                norm: try weights.normalization(
                    "\(layer).attention.output.LayerNorm", width: width, epsilon: config.epsilon),
                heads: config.heads, causal: false),
            crossAttention: nil,
            feedForward: FeedForward(
                up: try weights.linear("\(layer).intermediate.dense", inputs: width, outputs: config.feedForward),
                down: try weights.linear("\(layer).output.dense", inputs: config.feedForward, outputs: width),
                activation: config.activation,
                norm: try weights.normalization("\(layer).output.LayerNorm", width: width, epsilon: config.epsilon)))
    }

    // BART

    private func bart(labels: Int) throws -> BARTClassifier {
        guard let decoder = config.decoder else { throw ModelConfig.unusable("it describes no decoder") }
        let weights = reader(["model.", ""])
        let words = try weights.table(
            ["encoder.embed_tokens.weight", "shared.weight"], rows: nil, width: config.width)
        // Mostly the same table, which is then kept once.
        let decoderWords =
            weights.has("decoder.embed_tokens.weight")
            ? try weights.table(["decoder.embed_tokens.weight"], rows: nil, width: config.width) : words
        let encoder = EncoderStack(
            embeddings: try bartEmbeddings(weights, "encoder", words: words, decoder),
            layers: try (0..<config.layers).map {
                try bartLayer(
                    weights, "encoder.layers.\($0)", heads: config.heads, feedForward: config.feedForward,
                    isDecoder: false)
            }, precision: precision)
        return BARTClassifier(
            encoder: encoder, decoderEmbeddings: try bartEmbeddings(weights, "decoder", words: decoderWords, decoder),
            decoderLayers: try (0..<decoder.layers).map {
                try bartLayer(
                    weights, "decoder.layers.\($0)", heads: decoder.heads, feedForward: decoder.feedForward,
                    isDecoder: true)
            },
            head: try head(
                weights, dense: "classification_head.dense", output: "classification_head.out_proj", labels),
            decoderStart: decoder.start, endOfSequence: decoder.endOfSequence)
    }

    private func bartEmbeddings(
        _ weights: WeightReader, _ side: String, words: EmbeddingTable, _ decoder: ModelConfig.Decoder
    ) throws -> Embeddings {
        Embeddings(
            words: words,
            positions: try weights.table(
                ["\(side).embed_positions.weight"], rows: config.positions + config.positionOffset, width: config.width),
            types: nil, positionOffset: config.positionOffset,
            scale: decoder.scalesEmbeddings ? Float(config.width).squareRoot() : 1,
            norm: try weights.normalization(
                "\(side).layernorm_embedding", width: config.width, epsilon: config.epsilon))
    }

    private func bartLayer(
        _ weights: WeightReader, _ layer: String, heads: Int, feedForward: Int, isDecoder: Bool
    ) throws -> TransformerLayer {
        let width = config.width
        func attention(_ name: String, norm: String, isCross: Bool) throws -> Attention {
            let sources = (isCross ? ["q_proj"] : ["q_proj", "k_proj", "v_proj"]).map { "\(layer).\(name).\($0)" }
            return Attention(
                projection: try weights.linear(sources, inputs: width, outputsEach: width),
                memoryProjection: isCross
                    ? try weights.linear(
                        ["k_proj", "v_proj"].map { "\(layer).\(name).\($0)" }, inputs: width, outputsEach: width) : nil,
                output: try weights.linear("\(layer).\(name).out_proj", inputs: width, outputs: width),
                norm: try weights.normalization("\(layer).\(norm)", width: width, epsilon: config.epsilon),
                heads: heads, causal: isDecoder && !isCross)
        }
        return TransformerLayer(
            attention: try attention("self_attn", norm: "self_attn_layer_norm", isCross: false),
            crossAttention: isDecoder
                ? try attention("encoder_attn", norm: "encoder_attn_layer_norm", isCross: true) : nil,
            feedForward: FeedForward(
                up: try weights.linear("\(layer).fc1", inputs: width, outputs: feedForward),
                down: try weights.linear("\(layer).fc2", inputs: feedForward, outputs: width),
                activation: config.activation,
                norm: try weights.normalization("\(layer).final_layer_norm", width: width, epsilon: config.epsilon)))
    }
}
