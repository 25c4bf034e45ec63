import ForgeCore
import ForgeEngines
import Foundation
import Testing

@testable import ForgeTraining

struct `Adapter files` {
    private func folder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "forge-adapter-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    @Test func `What PEFT wrote is read, written and read again without a change`() throws {
        let model = try TinyModel("tiny-llama")
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let adapter = PEFTAdapter(plan: model.plan, parameters: model.parameters)
        try adapter.weights().write(to: folder.appending(path: PEFTAdapter.weightsFile))
        #expect(try PEFTAdapter.parameters(of: model.plan, in: folder) == model.parameters)
        let config = adapter.config(baseModel: "base")
        #expect(config["r"] == 4 && config["lora_alpha"]?.double == 6 && config["peft_type"] == "LORA")
    }

    @Test func `An adapter of another rank or model is refused by name`() throws {
        let model = try TinyModel("tiny-llama")
        for (config, shape) in [
            (LoraConfig(rank: 5, alpha: 6, targets: Projection.allCases), model.decoder.shape),
            (TinyModel.lora, try GGUFShape.larger(model.decoder.shape)),
        ] {
            let error = #expect(throws: TrainingError.self) {
                try PEFTAdapter.parameters(of: LoraPlan(config, shape: shape), in: model.folder)
            }
            #expect(error?.code == "adapter.other-shape")
            #expect(error?.cause?.contains("lora_A.weight") == true)
        }
    }

    @Test func `A folder that stood there is replaced as a whole, and nothing is left beside it`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let target = folder.appending(path: "adapter")
        // As a crash leaves it.
        let aside = folder.appending(path: ".adapter.old")
        try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
        try AtomicFile.writeFolder([("a", Data("1".utf8)), ("b", Data())], to: target)
        try AtomicFile.writeFolder([("a", Data("2".utf8))], to: target)
        #expect(try Data(contentsOf: target.appending(path: "a")) == Data("2".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == ["a"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["adapter"])
    }

    @Test(arguments: [
        #""num_attention_heads": 4611686018427387904, "num_key_value_heads": 1, "head_dim": 8"#,
        #""num_attention_heads": 4, "head_dim": -8, "rope_scaling": {"rope_type": "llama3", "#
            + #""factor": 2, "low_freq_factor": 1, "high_freq_factor": 4, "original_max_position_embeddings": 64}"#,
        #""num_attention_heads": 4, "max_position_embeddings": -1"#,
    ])
    func `A model with impossible counts is refused`(counts: String) throws {
        let text =
            #"{"model_type": "llama", "hidden_size": 32, "num_hidden_layers": 1, "intermediate_size": 8, "#
            + #""vocab_size": 9, \#(counts)}"#
        let config: FolderConfig = try JSON.decode(from: Data(text.utf8))
        let error = #expect(throws: TrainingError.self) { try config.shape() }
        #expect(error?.code == "model.unusable")
    }

    private enum GGUFShape {
        static func larger(_ shape: DecoderShape) throws -> DecoderShape {
            var shape = shape
            shape.width += 8
            return try shape.checked()
        }
    }

    @Test func `The GGUF adapter has llama.cpp's names, sides and order of heads`() throws {
        let model = try TinyModel("tiny-llama")
        let adapter = PEFTAdapter(plan: model.plan, parameters: model.parameters)
        let file = GGUFAdapter(adapter: adapter, shape: model.decoder.shape, name: "tiny").data()
        let header = try GGUFHeader(parsing: file, name: "adapter.gguf")
        #expect(header.metadata["adapter.type"]?.string == "lora")
        #expect(header.metadata["adapter.lora.alpha"] == .number(6))
        let tensor = try #require(header.tensors.first { $0.name == "blk.1.attn_q.weight.lora_b" })
        #expect(tensor.dimensions == [4, 24])
        #expect(header.tensors.count == 28)
        let slot = try #require(model.plan.index(layer: 1, .query).map { model.plan.slots[$0] })
        let b = adapter.b(slot)
        let written = file.withUnsafeBytes { bytes in
            (0..<96).map { bytes.loadUnaligned(fromByteOffset: tensor.offset + 4 * $0, as: Float.self) }
        }
        // Row 1 of a head of six numbers is row 3 of transformers' order.
        #expect(Array(written[4..<8]) == Array(b[12..<16]))
        #expect(HeadOrder.fromInterleaved(written, columns: 4, headSize: 6) == b)
    }

    @Test func `The model card names data, hashes, settings and the curve`() throws {
        let model = try TinyModel("tiny-llama")
        var config = TrainingConfig(
            name: "helpful", model: "secret/tiny.gguf", data: DataConfig(path: "secret/pairs.jsonl"))
        config.loss.beta = 0.07
        let base = try BaseModel(name: "tiny-base", path: model.folder.path, tokenizer: "none")
        let pairs = [PreferencePair(prompt: [ChatMessage(.user, "q")], chosen: "a", rejected: "b")]
        var material = TrainingMaterial(
            split: PairSplit(train: pairs, validation: [], test: []), train: [], validation: [], test: [])
        material.report.fileSHA256 = "abc123"
        let records = (1...50).map { TrainingRecord(step: $0, values: ["loss": 1 / Double($0)]) }
        let card = try ModelCard(
            config: config, base: base, data: material.report, records: records, evaluation: nil
        ).text()
        for text in ["tiny-base", "abc123", "0.07", base.sha256, "| 50 | 0.0200 |", "None were held out."] {
            #expect(card.contains(text), "\(text)")
        }
        #expect(card.contains("pairs.jsonl") && !card.contains("secret"))
    }
}
