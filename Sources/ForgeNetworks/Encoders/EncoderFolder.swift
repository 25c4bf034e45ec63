package import ForgeCore
package import Foundation

/// A Hugging Face folder as it is: config.json, model.safetensors and the tokenizer's files.
package struct EncoderFolder: Sendable {
    let url: URL
    let options: EncoderOptions
    let config: ModelConfig
    let tokenizer: any Tokenizer

    /// - Throws: `NetworkError` when config.json or the tokenizer cannot be used.
    package init(at url: URL, options: EncoderOptions = EncoderOptions()) throws {
        self.url = url
        self.options = options
        config = try ModelConfig(at: url.appending(path: "config.json"))
        tokenizer = try TokenizerFolder.load(at: url)
    }

    /// The model as an embedder, pooled as 1_Pooling/config.json says (the mean without one).
    package func embedder() throws -> any Embedder {
        let settings = try SentenceSettings(at: url)
        let file = try weights()
        let network = try PrecisionSearch(choice: options.precision, tokenizer: tokenizer).network {
            try NetworkBuilder(config: config, file: file, precision: $0).embedder(settings.pooling)
        }
        return TextEmbedder(
            try pipeline(network, dimension: network.outputs, maxTokens: settings.maxTokens))
    }

    /// The model as a cross-encoder, whose single logit says how relevant a passage is.
    package func reranker() throws -> any Reranker {
        let pipeline = try classifier(labels: 1)
        return CrossEncoder(pipeline)
    }

    /// The model as a judge of entailment. Which logit is which label is read from config.json.
    package func entailmentJudge() throws -> any EntailmentJudge {
        let labels = try EntailmentLabels(names: config.labels)
        return EntailmentClassifier(try classifier(labels: config.labels.count), labels: labels)
    }

    private func classifier(labels: Int) throws -> EncoderPipeline {
        let file = try weights()
        let network = try PrecisionSearch(choice: options.precision, tokenizer: tokenizer).network {
            try NetworkBuilder(config: config, file: file, precision: $0).classifier(labels: labels)
        }
        return try pipeline(network, dimension: labels, maxTokens: nil)
    }

    private var weightsURL: URL { url.appending(path: "model.safetensors") }

    private func weights() throws -> SafetensorsFile { try SafetensorsFile(at: weightsURL) }

    private func pipeline(_ chosen: ChosenNetwork, dimension: Int, maxTokens: Int?) throws -> EncoderPipeline {
        let network = chosen.network
        guard tokenizer.vocabularySize <= network.vocabulary else {
            throw NetworkError(
                .invalidInput, "tokenizer.mismatch", "The tokenizer of \(url.lastPathComponent) is not this model's.",
                cause: "It has \(tokenizer.vocabularySize) tokens and the model \(network.vocabulary).",
                remedy: "Take the tokenizer's files from the same model.")
        }
        let stated = options.maxTokens ?? maxTokens ?? tokenizer.maxLength ?? network.positions
        // Room for the special tokens and a word of each text.
        guard stated >= 8 else {
            throw NetworkError(
                .invalidInput, "encoder.max-tokens", "\(stated) tokens are too few for a text.",
                remedy: "Leave maxTokens out, or set it to 8 at least.")
        }
        let info = EncoderInfo(
            name: options.name ?? url.lastPathComponent, architecture: config.architecture.rawValue,
            sha256: try options.sha256 ?? Digest.sha256(fileAt: weightsURL.path), dimension: dimension,
            maxTokens: min(stated, network.positions), precision: chosen.precision.rawValue)
        return EncoderPipeline(
            info: info, tokenizer: tokenizer, network: network,
            threads: options.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    }
}
