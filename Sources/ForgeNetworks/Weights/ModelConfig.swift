import ForgeCore
import Foundation

/// What config.json says about a model's shape, checked before anything is computed from it.
struct ModelConfig: Sendable {
    enum Architecture: String, Sendable { case bert, roberta, bart }

    let architecture: Architecture
    let width: Int
    let layers: Int
    let heads: Int
    let feedForward: Int
    let activation: Activation
    let epsilon: Float
    /// Positions that a sequence may use.
    let positions: Int
    /// The table's row of position 0.
    let positionOffset: Int
    let tokenTypes: Int
    /// Names of a classifier's outputs in their order; empty when config.json has none.
    let labels: [String]
    let decoder: Decoder?

    /// What BART has beyond an encoder.
    struct Decoder: Sendable {
        let layers: Int
        let heads: Int
        let feedForward: Int
        let start: Int32
        let endOfSequence: Int32
        let scalesEmbeddings: Bool
    }

    init(at url: URL) throws {
        let data: Data
        do {
            data = try SmallFile.data(at: url)
        } catch {
            throw NetworkError(
                .notFound, "config.unreadable", "\(url.path) cannot be read.", cause: error.localizedDescription,
                remedy: "A model's folder needs config.json, model.safetensors and its tokenizer's files.")
        }
        do {
            try self.init(RawConfig.decode(data))
        } catch let error as DecodingError {
            throw Self.unusable("it is not the expected JSON: \(error)")
        }
    }

    private init(_ raw: RawConfig) throws {
        guard let architecture = raw.modelType.flatMap(Architecture.init(rawValue:)) else {
            throw Self.unusable(
                "its model_type is \(raw.modelType ?? "missing"); bert, roberta and bart can be computed")
        }
        guard raw.positionEmbeddingType ?? "absolute" == "absolute" else {
            throw Self.unusable("its position_embedding_type is \(raw.positionEmbeddingType ?? ""), not absolute")
        }
        self.architecture = architecture
        let isBART = architecture == .bart
        let name = (isBART ? raw.activationFunction : raw.hiddenAct) ?? "gelu"
        guard let activation = Activation(configName: name) else {
            throw Self.unusable("its activation \(name) is not known here")
        }
        self.activation = activation
        width = try Self.even(isBART ? raw.dModel : raw.hiddenSize, isBART ? "d_model" : "hidden_size")
        layers = try Self.size(isBART ? raw.encoderLayers : raw.hiddenLayers, "number of layers", most: 512)
        heads = try Self.heads(isBART ? raw.encoderHeads : raw.attentionHeads, of: width)
        feedForward = try Self.even(isBART ? raw.encoderFeedForward : raw.intermediateSize, "intermediate_size")
        epsilon = Float(isBART ? 1e-5 : raw.layerNormEps ?? 1e-12)
        guard epsilon > 0, epsilon < 1 else { throw Self.unusable("its layer_norm_eps is \(epsilon)") }
        let stated = try Self.size(raw.maxPositions, "max_position_embeddings")
        positionOffset =
            try architecture == .roberta ? Self.size(raw.padTokenID ?? 1, "pad_token_id") + 1 : isBART ? 2 : 0
        // RoBERTa's table counts the rows before position 0, BART's number does not.
        positions = architecture == .roberta ? stated - positionOffset : stated
        guard positions > 2 else { throw Self.unusable("its max_position_embeddings is \(stated)") }
        tokenTypes = isBART ? 1 : try Self.size(raw.typeVocabulary ?? 2, "type_vocab_size")
        labels = try Self.labels(raw.id2label ?? [:])
        decoder = isBART ? try Self.decoder(raw, width: width) : nil
    }

    private static func decoder(_ raw: RawConfig, width: Int) throws -> Decoder {
        guard raw.normalizeBefore != true, raw.addFinalLayerNorm != true else {
            throw unusable("its norms come before the layers, as in mBART")
        }
        return Decoder(
            layers: try size(raw.decoderLayers, "decoder_layers", most: 512),
            heads: try heads(raw.decoderHeads, of: width),
            feedForward: try even(raw.decoderFeedForward, "decoder_ffn_dim"),
            start: try token(raw.decoderStart ?? 2, "decoder_start_token_id"),
            endOfSequence: try token(raw.endOfSequence ?? 2, "eos_token_id"),
            scalesEmbeddings: raw.scaleEmbedding ?? false)
    }

    private static func size(_ value: Int?, _ name: String, most: Int = 1 << 20) throws -> Int {
        guard let value, 1...most ~= value else {
            throw unusable("its \(name) is \(value.map(String.init) ?? "missing")")
        }
        return value
    }

    private static func token(_ id: Int, _ name: String) throws -> Int32 {
        guard 0..<(1 << 20) ~= id else { throw unusable("its \(name) is \(id)") }
        return Int32(id)
    }

    /// Products in bfloat16 take inputs in pairs.
    private static func even(_ value: Int?, _ name: String) throws -> Int {
        let size = try size(value, name)
        guard size.isMultiple(of: 2) else { throw unusable("its \(name) is \(size), an odd number") }
        return size
    }

    private static func heads(_ value: Int?, of width: Int) throws -> Int {
        let heads = try size(value, "number of attention heads")
        guard width.isMultiple(of: heads) else { throw unusable("\(heads) attention heads don't divide \(width)") }
        return heads
    }

    private static func labels(_ names: [String: String]) throws -> [String] {
        guard names.count <= 1 << 16 else { throw unusable("it has \(names.count) labels") }
        return try (0..<names.count).map { index in
            guard let name = names["\(index)"] else { throw unusable("its id2label lacks \(index)") }
            return name
        }
    }

    static func unusable(_ why: String) -> NetworkError {
        NetworkError(
            .invalidInput, "config.unusable", "config.json does not describe a model that can be computed here.",
            cause: "\(why).", remedy: "Use a BERT, RoBERTa or BART model as it was published, with its own config.json."
        )
    }
}

private struct RawConfig: Decodable {
    var modelType: String?
    var positionEmbeddingType: String?
    var hiddenAct: String?
    var hiddenSize: Int?
    var hiddenLayers: Int?
    var attentionHeads: Int?
    var intermediateSize: Int?
    var layerNormEps: Double?
    var maxPositions: Int?
    var padTokenID: Int?
    var typeVocabulary: Int?
    var id2label: [String: String]?
    var dModel: Int?
    var activationFunction: String?
    var encoderLayers: Int?
    var encoderHeads: Int?
    var encoderFeedForward: Int?
    var decoderLayers: Int?
    var decoderHeads: Int?
    var decoderFeedForward: Int?
    var decoderStart: Int?
    var endOfSequence: Int?
    var scaleEmbedding: Bool?
    var normalizeBefore: Bool?
    var addFinalLayerNorm: Bool?

    enum CodingKeys: String, CodingKey {
        case modelType = "model_type"
        case positionEmbeddingType = "position_embedding_type"
        case hiddenAct = "hidden_act"
        case hiddenSize = "hidden_size"
        case hiddenLayers = "num_hidden_layers"
        case attentionHeads = "num_attention_heads"
        case intermediateSize = "intermediate_size"
        case layerNormEps = "layer_norm_eps"
        case maxPositions = "max_position_embeddings"
        case padTokenID = "pad_token_id"
        case typeVocabulary = "type_vocab_size"
        case id2label
        case dModel = "d_model"
        case activationFunction = "activation_function"
        case encoderLayers = "encoder_layers"
        case encoderHeads = "encoder_attention_heads"
        case encoderFeedForward = "encoder_ffn_dim"
        case decoderLayers = "decoder_layers"
        case decoderHeads = "decoder_attention_heads"
        case decoderFeedForward = "decoder_ffn_dim"
        case decoderStart = "decoder_start_token_id"
        case endOfSequence = "eos_token_id"
        case scaleEmbedding = "scale_embedding"
        case normalizeBefore = "normalize_before"
        case addFinalLayerNorm = "add_final_layer_norm"
    }

    static func decode(_ data: Data) throws -> RawConfig { try JSON.decode(from: data) }
}
