import ForgeCore
import ForgeEngines
import ForgeTesting
import Foundation
import Testing

@testable import ForgeTraining

@Suite(.serialized)
struct `Merged models` {
    private static func folder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "forge-merge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    /// A tiny base, and an adapter of it as PEFT wrote it, converted. A class, because it removes its folder.
    private final class Bench {
        let model: TinyModel
        let folder: URL
        let base: URL
        let adapter: URL

        init(_ name: String) throws {
            model = try TinyModel(name)
            folder = try `Merged models`.folder()
            base = folder.appending(path: "base.gguf")
            adapter = folder.appending(path: "adapter.gguf")
            try TinyGGUF.write(model, to: base)
            try PEFTFolder(model.folder).convert(base: BaseModel(name: "tiny", path: base.path), to: adapter)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func merge(_ format: MergeFormat, base other: URL? = nil) throws -> URL {
            let file = folder.appending(path: "\(format.rawValue).gguf")
            try AdapterMerge(base: (other ?? base).path, name: "tiny", adapter: adapter.path, format: format)
                .write(to: file)
            return file
        }
    }

    private static let tokens: [Int32] = [5, 1, 9, 3, 3, 7, 2, 8]

    private static func largest(_ one: [[Float]], _ other: [[Float]]) -> Float {
        zip(one, other).flatMap { zip($0, $1).map { abs($0 - $1) } }.max() ?? .infinity
    }

    @Test(arguments: TinyModel.names)
    func `A merged model computes what base and adapter compute`(name: String) throws {
        let bench = try Bench(name)
        let both = try LlamaReference(path: bench.base.path, adapter: bench.adapter.path, positions: 64)
            .logits(Self.tokens)
        let bare = try LlamaReference(path: bench.base.path, positions: 64).logits(Self.tokens)
        #expect(Self.largest(both, bare) > 0.05, "the adapter changes something")
        for (format, bound) in [(MergeFormat.float32, Float(1e-4)), (.keep, 1e-4), (.float16, 2e-2), (.bfloat16, 0.1)] {
            let merged = try LlamaReference(path: bench.merge(format).path, positions: 64).logits(Self.tokens)
            #expect(Self.largest(merged, both) < bound, "\(format)")
        }
    }

    @Test func `All metadata of the base stays, and the merge says what it was made of`() throws {
        let bench = try Bench("tiny-llama")
        let header = try GGUFHeader(checkingFileAt: bench.merge(.float16).path)
        let base = try GGUFHeader(checkingFileAt: bench.base.path)
        for (key, value) in base.metadata where key != "general.file_type" { #expect(header.metadata[key] == value) }
        #expect(header.metadata["general.file_type"] == .integer(1))
        #expect(
            header.metadata["llm_forge.merged.adapter_sha256"]?.string
                == (try Digest.sha256(fileAt: bench.adapter.path)))
        #expect(header.tensors.map(\.name) == base.tensors.map(\.name))
        let formats = Dictionary(grouping: header.tensors, by: { $0.dimensions.count > 1 })
        #expect(formats[true]?.allSatisfy { $0.format == "f16" } == true)
        #expect(formats[false]?.allSatisfy { $0.format == "f32" } == true)
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
        #expect(!names.contains { $0.hasSuffix(".partial") })
    }

    @Test func `A format that the rows do not fit is refused, and nothing is left`() throws {
        let bench = try Bench("tiny-llama")
        let error = #expect(throws: TrainingError.self) { try bench.merge(.eightBit) }
        #expect(error?.code == "merge.format")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).sorted() == [
                "adapter.gguf", "base.gguf",
            ])
    }

    @Test func `An adapter of another base is refused: other architecture, other shapes, other weights`() throws {
        let bench = try Bench("tiny-llama")
        let other = try Bench("tiny-qwen2")
        let architecture = #expect(throws: EngineError.self) { try bench.merge(.float32, base: other.base) }
        #expect(architecture?.code == "adapter.other-base")
        #expect(architecture?.cause?.contains("architecture") == true)
        let changed = bench.folder.appending(path: "changed.gguf")
        // As another training of the same architecture: the same shapes, other norms.
        try TinyGGUF.write(bench.model, to: changed) { name, numbers in
            if name == "output_norm.weight" { numbers[0] += 0.01 }
        }
        let weights = #expect(throws: EngineError.self) { try bench.merge(.float32, base: changed) }
        #expect(weights?.cause?.contains("norms") == true)
        #expect(weights?.remedy?.contains("tiny") == true)
        // The same model in another weight format is the same model.
        let half = try bench.merge(.float16)
        try AdapterHeader(path: bench.adapter.path).check(base: GGUFWeights(path: half.path), name: "half")
        try TinyGGUF.write(bench.model, to: changed) { name, numbers in
            if name == "blk.0.attn_q.weight" { numbers[0] += 1 }
        }
        try AdapterHeader(path: bench.adapter.path).check(base: GGUFWeights(path: changed.path), name: "changed")
    }

    @Test func `PEFT adapters that cannot be converted are refused by what is special about them`() throws {
        let model = try TinyModel("tiny-llama")
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let weights = PEFTAdapter.weightsFile
        try FileManager.default.copyItem(
            at: model.folder.appending(path: weights), to: folder.appending(path: weights))
        let config = folder.appending(path: PEFTAdapter.configFile)
        for (text, part) in [
            (#"{"peft_type": "LOHA", "r": 4, "lora_alpha": 6}"#, "LOHA"),
            (#"{"peft_type": "LORA", "r": 4, "lora_alpha": 6, "use_dora": true}"#, "use_dora"),
            (#"{"peft_type": "LORA", "r": 4, "lora_alpha": 6, "rank_pattern": {"q_proj": 8}}"#, "rank_pattern"),
            (#"{"peft_type": "LORA", "lora_alpha": 6}"#, "rank"),
        ] {
            try Data(text.utf8).write(to: config)
            let error = #expect(throws: TrainingError.self) { try PEFTFolder(folder) }
            #expect(error?.code == "adapter.unsupported")
            #expect(error?.cause?.contains(part) == true)
        }
        try Data(#"{"peft_type": "LORA", "r": 4, "lora_alpha": 6, "use_rslora": true}"#.utf8).write(to: config)
        #expect(try PEFTFolder(folder).lora.alpha == 12)
        try FileManager.default.removeItem(at: config)
        let error = #expect(throws: TrainingError.self) { try PEFTFolder(folder) }
        #expect(error?.code == "adapter.unreadable")
    }

    @Test(.timeLimit(.minutes(1)))
    func `Pipes in the place of a model's or an adapter's settings are not waited for`() throws {
        let folder = try TemporaryFolder()
        for name in ["config.json", PEFTAdapter.configFile] { #expect(mkfifo(folder.file(name).path, 0o600) == 0) }
        let adapter = #expect(throws: TrainingError.self) { try PEFTFolder(folder.url) }
        #expect(adapter?.cause?.contains("pipe") == true)
        let model = #expect(throws: TrainingError.self) { try FolderSource(folder: folder.url) }
        #expect(model?.cause?.contains("pipe") == true)
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `A real model merged in float32 computes what base and adapter compute`() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try #require(TestModel.path)
        let source = try GGUFSource(path: path)
        let plan = LoraPlan(LoraConfig(rank: 6, alpha: 9, targets: Projection.allCases), shape: source.shape)
        var generator = SeededGenerator(seed: 8)
        let parameters = (0..<plan.count).map { _ in Float(generator.unit() - 0.5) * 0.06 }
        let adapter = folder.appending(path: "adapter.gguf")
        try GGUFAdapter(
            adapter: PEFTAdapter(plan: plan, parameters: parameters), shape: source.shape, name: "merge",
            base: .init(name: "smollm2", normsDigest: try source.normsDigest())
        ).data().write(to: adapter)
        let float32 = try LlamaReference.float32(path, in: folder)
        let tokens = (0..<64).map { _ in Int32(generator.below(49_000)) }
        let both = try LlamaReference(path: float32, adapter: adapter.path, positions: 64).logits(tokens)
        let merged = folder.appending(path: "merged.gguf")
        // From the four-bit file: what is merged is what ggml unpacks.
        try AdapterMerge(base: path, name: "smollm2", adapter: adapter.path, format: .float32).write(to: merged)
        let text = try TextModel(path: merged.path)
        let hasTemplate = text.hasTemplate
        #expect(hasTemplate, "tokenizer and template are there")
        let logits = try LlamaReference(path: merged.path, positions: 64).logits(tokens)
        let distance = Self.largest(logits, both)
        #expect(distance < 1e-2)
        print("merged in float32 against base and adapter: largest difference of logits \(distance)")
        for position in both.indices {
            #expect(
                both[position].indices.max { both[position][$0] < both[position][$1] }
                    == logits[position].indices.max { logits[position][$0] < logits[position][$1] })
        }
        try AdapterMerge(base: path, name: "smollm2", adapter: adapter.path, format: .eightBit).write(to: merged)
        let coarse = try LlamaReference(path: merged.path, positions: 64).logits(tokens)
        print("merged in Q8_0: \(Self.largest(coarse, both))")
        #expect(Self.largest(coarse, both) < 5)
    }
}
