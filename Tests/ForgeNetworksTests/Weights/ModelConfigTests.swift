import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

@Suite struct ModelConfigTests {
    /// A tiny model's folder with some of config.json's values replaced.
    private func folder(_ name: String, _ changes: [String: JSONValue]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-network-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: TinyModel(name).folder, to: folder)
        let url = folder.appending(path: "config.json")
        var config: [String: JSONValue] = try JSON.decode(from: Data(contentsOf: url))
        config.merge(changes) { $1 }
        try JSON.data(config).write(to: url)
        return folder
    }

    @Test(
        "a config that cannot be computed is refused with the reason",
        arguments: [
            ("model_type", JSONValue.string("t5"), "model_type is t5"), ("hidden_size", .number(0), "hidden_size is 0"),
            ("hidden_size", .number(-32), "hidden_size is -32"), ("hidden_size", .number(1e15), "hidden_size"),
            ("hidden_size", .string("x"), "not the expected JSON"), ("num_attention_heads", .number(3), "don't divide"),
            ("intermediate_size", .number(47), "odd"), ("num_hidden_layers", .number(1e6), "number of layers"),
            ("hidden_act", .string("mish"), "activation mish"),
            ("layer_norm_eps", .number(0), "layer_norm_eps"), ("max_position_embeddings", .null, "missing"),
            ("position_embedding_type", .string("relative_key"), "relative_key"),
            ("id2label", .object(["0": .string("a"), "2": .string("b")]), "lacks 1"),
        ])
    func refused(key: String, value: JSONValue, reason: String) throws {
        let folder = try folder("tiny-bert", [key: value])
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = #expect(throws: NetworkError.self) { try ModelConfig(at: folder.appending(path: "config.json")) }
        #expect(error?.cause?.contains(reason) == true, "\(error?.cause ?? "")")
    }

    @Test("weights of another shape than the config's are refused by name", arguments: [64, 1 << 20])
    func otherShape(size: Int) throws {
        let folder = try folder("tiny-bert", ["intermediate_size": .integer(size)])
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = #expect(throws: NetworkError.self) { try EncoderFolder(at: folder).embedder() }
        #expect(error?.code == "weights.shape")
        #expect(error?.message.contains("encoder.layer.0.intermediate.dense.weight") == true)
    }

    @Test("a model without a head is refused as a reranker")
    func noHead() throws {
        #expect(throws: NetworkError.self) { try EncoderFolder(at: TinyModel("tiny-bert").folder).reranker() }
        let error = #expect(throws: NetworkError.self) {
            try EncoderFolder(at: TinyModel("tiny-bart").folder).embedder()
        }
        #expect(error?.cause?.contains("classifies") == true)
    }
}
