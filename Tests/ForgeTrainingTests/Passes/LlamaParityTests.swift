import ForgeCore
import ForgeEngines
import ForgeTesting
import Foundation
import Testing

@testable import ForgeTraining

@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct `The native decoder beside llama.cpp` {
    private static let length = 252

    /// Four sequences: real text, and tokens at random.
    private func sequences() throws -> [[Int32]] {
        let text = try TextModel(path: try #require(TestModel.path))
        let sentences = """
            The harbour was quiet when the first boat came in, and nobody had counted the crates yet. How do I bake \
            bread without yeast? Mix flour, water and salt, and let wild yeast do it: that takes five days. def area(r):\
            return 3.14159 * r * r  # of a circle. Die Straße ist naß; 東京は夜の七時. 17 + 25 = 42, 1/3 = 0.333.
            """
        let tokens = try text.tokens(ofPiece: String(repeating: sentences, count: 8), parseSpecial: false)
        var generator = SeededGenerator(seed: 4)
        return [
            Array(tokens[..<Self.length]), Array(tokens[60..<60 + Self.length]),
            (0..<Self.length).map { _ in Int32(generator.below(49_000)) },
            (0..<Self.length).map { $0 < 100 ? tokens[$0] : Int32(generator.below(49_000)) },
        ]
    }

    /// The largest distance of two logits, and at how many positions another word is the most probable.
    private func compare(
        _ decoder: FrozenDecoder, adapter: LoraMatrices?, sequences count: Int = 4, _ llama: borrowing LlamaReference
    ) throws -> (distance: Float, otherWords: Int, positions: Int) {
        var arena = Arena()
        var (distance, otherWords, positions) = (Float(0), 0, 0)
        let words = llama.words
        for sequence in try sequences().prefix(count) {
            let golden = try llama.logits(Array(sequence.dropLast()))
            let pass = DecoderPass(decoder, PassLayout(sequence: sequence), adapter: adapter, keeps: false, in: &arena)
            _ = pass.forward { logits, first, count in
                for row in 0..<count {
                    let own = UnsafeBufferPointer(start: logits.row(row), count: words)
                    golden[first + row].withUnsafeBufferPointer { theirs in
                        var best = (own: 0, theirs: 0)
                        for word in 0..<theirs.count {
                            distance = max(distance, abs(own[word] - theirs[word]))
                            if own[word] > own[best.own] { best.own = word }
                            if theirs[word] > theirs[best.theirs] { best.theirs = word }
                        }
                        positions += 1
                        if best.own != best.theirs { otherWords += 1 }
                    }
                }
            }
        }
        return (distance, otherWords, positions)
    }

    @Test func `Logits are llama.cpp's with and without an adapter, which it loads from our file`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-parity-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try #require(TestModel.path)
        // The native decoder unpacks the four-bit file itself.
        let decoder = try FrozenDecoder(GGUFSource(path: path), positions: Self.length)
        let float32 = try LlamaReference.float32(path, in: folder)
        let plain = try compare(decoder, adapter: nil, LlamaReference(path: float32, positions: 256))
        #expect(plain.distance < 1e-2)
        #expect(plain.otherWords == 0)
        #expect(plain.positions >= 1000)

        let plan = LoraPlan(
            LoraConfig(rank: 6, alpha: 9, targets: Projection.allCases), shape: decoder.shape)
        var generator = SeededGenerator(seed: 8)
        let parameters = (0..<plan.count).map { _ in Float(generator.unit() - 0.5) * 0.06 }
        let matrices = LoraMatrices(plan)
        matrices.update(parameters)
        let file = folder.appending(path: "adapter.gguf")
        let peft = PEFTAdapter(plan: plan, parameters: parameters)
        try GGUFAdapter(adapter: peft, shape: decoder.shape, name: "parity").data().write(to: file)
        let adapted = try compare(
            decoder, adapter: matrices, LlamaReference(path: float32, adapter: file.path, positions: 256))
        #expect(adapted.distance < 1e-2)
        #expect(adapted.otherWords == 0)
        let unlike = try compare(
            decoder, adapter: matrices, sequences: 1, LlamaReference(path: float32, positions: 256))
        #expect(unlike.distance > 1, "the adapter changes something")
    }

    @Test func `The engine answers with an adapter of ours`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-adapter-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try #require(TestModel.path)
        let shape = try GGUFSource(path: path).shape
        let plan = LoraPlan(LoraConfig(rank: 4, alpha: 8), shape: shape)
        var generator = SeededGenerator(seed: 2)
        var files: [String] = []
        for scale in [0, 0.2] {
            let parameters = (0..<plan.count).map { _ in Float((generator.unit() - 0.5) * scale) }
            let file = folder.appending(path: "adapter-\(scale).gguf")
            let peft = PEFTAdapter(plan: plan, parameters: parameters)
            try GGUFAdapter(adapter: peft, shape: shape, name: "engine").data().write(to: file)
            files.append(file.path)
        }
        let engine = try await LlamaEngine.load(path: path, options: .init(gpuLayers: .none))
        func answer(_ adapter: String?) async throws -> [Int] {
            try await engine.generate(.init(prompt: .text("One day a fox"), maxTokens: 8, adapter: adapter)).tokens
        }
        let bare = try await answer(nil)
        #expect(try await answer(files[0]) == bare)
        #expect(try await answer(files[1]) != bare)
        await engine.shutdown()
    }
}
