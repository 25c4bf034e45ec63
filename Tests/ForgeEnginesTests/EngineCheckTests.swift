import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeEngines

/// A model as llama.cpp would load it, with one thing changed.
private struct ModelSketch {
    var family = "llama"
    var texts: [String: String] = ["tokenizer.ggml.model": "gpt2"]
    var counts: [String: UInt32] = [
        "block_count": 1, "context_length": 64, "embedding_length": 32, "feed_forward_length": 32,
        "attention.head_count": 2, "attention.head_count_kv": 1,
    ]
    var numbers: [String: Float] = ["attention.layer_norm_rms_epsilon": 1e-5]
    var words: [String]? = ["a", "b", "ab"]
    var tensors = [GGUFTensorPlan(name: "token_embd.weight", dimensions: [32, 3], format: .float32)]
    var extra: [Data] = []

    var data: Data {
        var writer = GGUFWriter()
        writer.set("general.architecture", text: family)
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) { writer.set(key, text: text) }
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) { writer.set("\(family).\(key)", count: count) }
        for (key, number) in numbers.sorted(by: { $0.key < $1.key }) { writer.set("\(family).\(key)", number: number) }
        if let words {
            var list = GGUFSketch(bytes: Data())
            list.add("tokenizer.ggml.tokens")
            list.add(UInt32(9))
            list.add(UInt32(8))
            list.add(UInt64(words.count))
            for word in words { list.add(word) }
            writer.copy(list.bytes)
        }
        for entry in extra { writer.copy(entry) }
        let bytes = tensors.reduce(0) { $0 + ($1.bytes + 31) / 32 * 32 }
        return writer.header(tensors) + Data(count: bytes)
    }

    /// A list of numbers under a key of the family.
    func list(_ key: String, _ values: [UInt32]) -> Data {
        var list = GGUFSketch(bytes: Data())
        list.add("\(family).\(key)")
        list.add(UInt32(9))
        list.add(UInt32(4))
        list.add(UInt64(values.count))
        for value in values { list.add(value) }
        return list.bytes
    }

    func with(_ change: (inout ModelSketch) -> Void) -> ModelSketch {
        var copy = self
        change(&copy)
        return copy
    }
}

@Suite struct `Engine check` {
    private func error(_ sketch: ModelSketch) throws -> EngineError? {
        let folder = try TemporaryFolder()
        let path = folder.file("model.gguf").path
        try sketch.data.write(to: URL(filePath: path))
        do {
            _ = try GGUFHeader(checkingModelAt: path)
            return nil
        } catch let error as EngineError {
            return error
        }
    }

    @Test func `A model with all that llama.cpp expects passes`() throws {
        #expect(try error(ModelSketch()) == nil)
        #expect(try error(ModelSketch().with { $0.extra = [$0.list("expert_used_count", [0, 0])] }) == nil)
        #expect(
            try error(
                ModelSketch().with {
                    $0.counts["expert_count"] = 8; $0.counts["expert_used_count"] = 2
                }) == nil)
    }

    private static let malformed: [(String, @Sendable (inout ModelSketch) -> Void)] = [
        ("513 layers", { $0.counts["block_count"] = 513 }),
        ("2 of its 1 layers", { $0.counts["nextn_predict_layers"] = 2 }),
        (
            "2000 experts",
            {
                $0.counts["expert_count"] = 2000; $0.counts["expert_used_count"] = 2
            }
        ),
        ("0 of its 8 experts", { $0.counts["expert_count"] = 8 }),
        ("3 of its 0 experts", { $0.counts["expert_used_count"] = 3 }),
        (
            "9 of its 8 experts",
            {
                $0.counts["expert_count"] = 8; $0.extra = [$0.list("expert_used_count", [2, 9])]
            }
        ),
        (
            "in 8 groups",
            {
                $0.counts["expert_count"] = 8; $0.counts["expert_used_count"] = 1; $0.counts["expert_group_count"] = 8
            }
        ),
        (
            "0 of 3 groups",
            {
                $0.counts["expert_count"] = 9; $0.counts["expert_used_count"] = 1; $0.counts["expert_group_count"] = 3
            }
        ),
        (
            "2 key heads serve 3",
            {
                $0.counts["attention.head_count"] = 3; $0.counts["attention.head_count_kv"] = 2
            }
        ),
        ("different sizes", { $0.counts["attention.key_length"] = 8 }),
        ("different sizes", { $0.counts["rope.dimension_count"] = 12 }),
        ("layers without heads", { $0.counts["attention.head_count_kv"] = 0 }),
        ("layer_norm_rms_epsilon", { $0.numbers["attention.layer_norm_rms_epsilon"] = -1 }),
        ("layer_norm_rms_epsilon", { $0.numbers["attention.layer_norm_rms_epsilon"] = .nan }),
        ("unknown way odd", { $0.texts["llama.rope.scaling.type"] = "odd" }),
        ("no tensors", { $0.tensors = [] }),
        (
            "cannot be computed",
            {
                $0.tensors[0].dimensions = [32]; $0.tensors[0].format = .float16
            }
        ),
        ("no vocabulary", { $0.words = nil }),
        ("no vocabulary", { $0.texts["tokenizer.ggml.model"] = "none" }),
        ("no list of texts", { $0.words = [] }),
        ("a token twice", { $0.words = ["a", "b", "a"] }),
        ("a token twice", { $0.words = ["[EMPTY_1]", "", "a"] }),
        ("single bytes", { $0.texts["tokenizer.ggml.model"] = "llama" }),
    ]

    @Test(arguments: malformed.indices)
    func `What would end the process inside llama.cpp is an error with its reason`(_ index: Int) throws {
        let (reason, change) = Self.malformed[index]
        let error = try error(ModelSketch().with(change))
        #expect(error?.code == "model.malformed")
        #expect(error?.cause?.contains(reason) == true, "\(reason): \(error?.cause ?? "passed")")
    }

    @Test func `A tokenizer of bytes with a token for each passes`() throws {
        let bytes = (0..<256).map { byte in "<0x" + String(byte + 256, radix: 16, uppercase: true).suffix(2) + ">" }
        let sketch = ModelSketch().with {
            $0.texts["tokenizer.ggml.model"] = "llama"; $0.words = ["a"] + bytes
        }
        #expect(try error(sketch) == nil)
        #expect(try error(sketch.with { $0.words?.removeLast() })?.code == "model.malformed")
    }

    @Test func `Adapters and parts of models are told from models`() throws {
        #expect(try error(ModelSketch().with { $0.texts["general.type"] = "adapter" })?.code == "model.not-model")
        // Whatever else it calls itself is checked like a model: llama.cpp would load it.
        #expect(
            try error(
                ModelSketch().with {
                    $0.texts["general.type"] = "poem"; $0.counts["block_count"] = 600
                })?.code
                == "model.malformed")
        var split = GGUFSketch(bytes: Data())
        split.add("split.count")
        split.add(UInt32(2))
        split.add(UInt16(3))
        let parts = split.bytes
        #expect(try error(ModelSketch().with { $0.extra = [parts] })?.code == "model.split")
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `A real model passes`() throws {
        let header = try GGUFHeader(checkingModelAt: #require(TestModel.path))
        #expect(header.architecture == "llama")
    }
}
