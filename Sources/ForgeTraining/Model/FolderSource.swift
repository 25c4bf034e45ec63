import CForgeKernels
import ForgeCore
import ForgeNetworks
package import Foundation

/// A base model in a Hugging Face folder: config.json and safetensors in one or several files.
package struct FolderSource: WeightSource {
    package let shape: DecoderShape
    private let files: [SafetensorsFile]
    private let prefix: String

    /// - Throws: `NetworkError` `weights.…`; `TrainingError` `model.unreadable`, `model.unusable`.
    package init(folder: URL) throws {
        shape = try FolderConfig.read(folder.appending(path: "config.json")).shape()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".safetensors") && !$0.hasPrefix("adapter") }.sorted()
        guard !names.isEmpty else { throw DecoderShape.unusable("its folder holds no .safetensors file") }
        files = try names.map { try SafetensorsFile(at: folder.appending(path: $0)) }
        // Models without a head are saved without the prefix.
        let plain = String(DecoderTensor.embedding.folderName.dropFirst("model.".count))
        prefix = files.contains { $0.entry(plain) != nil } ? "" : "model."
    }

    private func name(_ tensor: DecoderTensor) -> String {
        let name = tensor.folderName
        return name.hasPrefix("model.") ? prefix + name.dropFirst("model.".count) : name
    }

    package func has(_ tensor: DecoderTensor) -> Bool { files.contains { $0.entry(name(tensor)) != nil } }

    package func floats(_ tensor: DecoderTensor, shape sides: [Int]) throws -> [Float] {
        let name = name(tensor)
        guard let file = files.first(where: { $0.entry(name) != nil }), let entry = file.entry(name) else {
            throw DecoderShape.unusable("its files have no tensor \(name)")
        }
        guard entry.shape == sides else {
            throw DecoderShape.unusable("tensor \(name) is \(entry.shape), but config.json says \(sides)")
        }
        guard let number = entry.type.number else {
            throw DecoderShape.unusable("tensor \(name) holds \(entry.type.rawValue) numbers, not F32, F16 or BF16")
        }
        let count = sides.reduce(1, *)
        return [Float](unsafeUninitializedCapacity: count) { buffer, used in
            file.withBytes(of: entry) {
                forge_convert(buffer.baseAddress, FORGE_FLOAT32, $0.baseAddress, number, count)
            }
            used = count
        }
    }
}

/// What config.json says about a decoder.
struct FolderConfig: Decodable {
    var modelType: String?
    var hiddenSize: Int?
    var hiddenLayers: Int?
    var attentionHeads: Int?
    var keyHeads: Int?
    var headSize: Int?
    var intermediateSize: Int?
    var words: Int?
    var epsilon: Double?
    var ropeTheta: Double?
    var ropeScaling: JSONValue?
    var ropeParameters: JSONValue?
    var maxPositions: Int?
    var activation: String?

    enum CodingKeys: String, CodingKey {
        case modelType = "model_type"
        case hiddenSize = "hidden_size"
        case hiddenLayers = "num_hidden_layers"
        case attentionHeads = "num_attention_heads"
        case keyHeads = "num_key_value_heads"
        case headSize = "head_dim"
        case intermediateSize = "intermediate_size"
        case words = "vocab_size"
        case epsilon = "rms_norm_eps"
        case ropeTheta = "rope_theta"
        case ropeScaling = "rope_scaling"
        case ropeParameters = "rope_parameters"
        case maxPositions = "max_position_embeddings"
        case activation = "hidden_act"
    }

    static func read(_ url: URL) throws -> FolderConfig {
        do {
            return try JSON.decode(from: SmallFile.data(at: url))
        } catch {
            throw TrainingError(
                .invalidInput, "model.unreadable", "\(url.path) cannot be read.", cause: "\(error)",
                remedy: "A model's folder needs config.json and model.safetensors.")
        }
    }

    func shape() throws -> DecoderShape {
        let families: [String: DecoderShape.Family] = ["llama": .llama, "mistral": .llama, "qwen2": .qwen2]
        guard let family = modelType.flatMap({ families[$0] }) else {
            throw DecoderShape.unusable("its model_type is \(modelType ?? "missing")")
        }
        guard let hiddenSize, let hiddenLayers, let attentionHeads, attentionHeads > 0, let intermediateSize, let words
        else { throw DecoderShape.unusable("config.json lacks one of its sizes") }
        guard activation ?? "silu" == "silu" else { throw DecoderShape.unusable("its activation is not silu") }
        let headSize = headSize ?? hiddenSize / attentionHeads
        guard 2...1024 ~= headSize else { throw DecoderShape.unusable("its heads have \(headSize) numbers") }
        return try DecoderShape(
            family: family, width: hiddenSize, layers: hiddenLayers, heads: attentionHeads,
            keyHeads: keyHeads ?? attentionHeads, headSize: headSize, feedForward: intermediateSize, words: words,
            epsilon: Float(epsilon ?? 1e-6),
            ropeBase: ropeTheta ?? ropeParameters?["rope_theta"]?.double ?? 10_000,
            ropeFactors: try ropeFactors(headSize: headSize), contextLength: maxPositions ?? 2048
        ).checked()
    }

    /// Llama 3's division of low frequencies, as transformers' `_compute_llama3_parameters` does it.
    private func ropeFactors(headSize: Int) throws -> [Float]? {
        let scaling = ropeScaling?.isSection == true ? ropeScaling : ropeParameters
        guard let scaling, let type = (scaling["rope_type"] ?? scaling["type"])?.string, type != "default" else {
            return nil
        }
        guard type == "llama3", let factor = scaling["factor"]?.double, let low = scaling["low_freq_factor"]?.double,
            let high = scaling["high_freq_factor"]?.double,
            let original = scaling["original_max_position_embeddings"]?.double, high > low
        else { throw DecoderShape.unusable("its rotary positions are scaled (\(type))") }
        let base = ropeTheta ?? scaling["rope_theta"]?.double ?? 10_000
        return (0..<headSize / 2).map { pair in
            let length = 2 * Double.pi * pow(base, Double(2 * pair) / Double(headSize))
            if length < original / high { return 1 }
            if length > original / low { return Float(factor) }
            let smooth = (original / length - low) / (high - low)
            return Float(1 / ((1 - smooth) / factor + smooth))
        }
    }
}

extension JSONValue {
    fileprivate var isSection: Bool { if case .object = self { true } else { false } }
}
