import ForgeCore
import Foundation

/// What sentence-transformers keeps beside a model: how vectors are pooled, and how long texts may be.
struct SentenceSettings: Sendable {
    var pooling = Pooling.mean
    var maxTokens: Int?

    /// Reads modules.json, the pooling module's config.json and sentence_bert_config.json, where they are.
    init(at folder: URL) throws {
        maxTokens = try Self.read(LengthConfig.self, folder.appending(path: "sentence_bert_config.json"))?.maxLength
        var poolingFolder = "1_Pooling"
        if let modules = try Self.read([Module].self, folder.appending(path: "modules.json")) {
            for module in modules { try Self.check(module) }
            guard let module = modules.first(where: { $0.kind == "Pooling" }) else { return }
            // A path of an untrusted file must not lead out of its folder.
            guard !module.path.contains("..") else {
                throw Self.unusable("modules.json", "names the path \(module.path)")
            }
            poolingFolder = module.path
        }
        let url = folder.appending(path: poolingFolder).appending(path: "config.json")
        guard let config = try Self.read(PoolingConfig.self, url) else { return }
        switch (config.mean ?? false, config.first ?? false, config.others) {
        case (true, false, false): pooling = .mean
        case (false, true, false): pooling = .first
        default: throw Self.unusable("\(poolingFolder)/config.json", "asks for a pooling other than mean or CLS")
        }
    }

    private static func check(_ module: Module) throws {
        guard ["Transformer", "Pooling", "Normalize"].contains(module.kind) else {
            throw unusable("modules.json", "has a module \(module.type)")
        }
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ url: URL) throws -> Value? {
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        do {
            return try JSON.decode(type, from: SmallFile.data(at: url))
        } catch let error as DecodingError {
            throw unusable(url.lastPathComponent, "is not the expected JSON: \(error)")
        } catch {
            throw unusable(url.lastPathComponent, "cannot be read: \(error.localizedDescription)")
        }
    }

    private static func unusable(_ file: String, _ why: String) -> NetworkError {
        NetworkError(
            .invalidInput, "embedder.unusable", "The embedder cannot be computed as its settings ask.",
            cause: "\(file) \(why).", remedy: "Use a model of a transformer, mean or CLS pooling, and normalisation.")
    }
}

private struct Module: Decodable {
    var path: String
    var type: String

    /// `sentence_transformers.models.Pooling` → `Pooling`
    var kind: String { type.split(separator: ".").last.map(String.init) ?? type }
}

private struct LengthConfig: Decodable {
    var maxLength: Int?

    enum CodingKeys: String, CodingKey { case maxLength = "max_seq_length" }
}

private struct PoolingConfig: Decodable {
    var mean: Bool?
    var first: Bool?
    var maximum: Bool?
    var rootMean: Bool?
    var weighted: Bool?
    var last: Bool?

    var others: Bool { [maximum, rootMean, weighted, last].contains(true) }

    enum CodingKeys: String, CodingKey {
        case mean = "pooling_mode_mean_tokens"
        case first = "pooling_mode_cls_token"
        case maximum = "pooling_mode_max_tokens"
        case rootMean = "pooling_mode_mean_sqrt_len_tokens"
        case weighted = "pooling_mode_weightedmean_tokens"
        case last = "pooling_mode_lasttoken"
    }
}
