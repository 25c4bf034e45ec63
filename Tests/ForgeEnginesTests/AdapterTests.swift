import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeEngines

/// A LoRA adapter of rank 4 on one query projection of SmolLM2-135M (576×576), written here.
private func adapterFile(scale: Float, in folder: URL) throws -> String {
    var file = GGUFSketch()
    file.add(UInt32(3))
    file.add(UInt64(2))
    file.add(UInt64(4))
    for (key, value) in [("general.architecture", "llama"), ("general.type", "adapter"), ("adapter.type", "lora")] {
        file.add(key)
        file.add(UInt32(8))
        file.add(value)
    }
    file.add("adapter.lora.alpha")
    file.add(UInt32(6))
    file.add(Float(4).bitPattern)
    let bytes = 576 * 4 * 4
    for (name, sides, offset) in [("lora_a", [576, 4], 0), ("lora_b", [4, 576], bytes)] {
        file.add("blk.0.attn_q.weight.\(name)")
        file.add(UInt32(2))
        for side in sides { file.add(UInt64(side)) }
        file.add(UInt32(0))
        file.add(UInt64(offset))
    }
    while file.bytes.count % 32 != 0 { file.bytes.append(0) }
    var generator = SeededGenerator(seed: 5)
    for index in 0..<(2 * 576 * 4) {
        let value = Float(generator.unit() - 0.5) * (index < 576 * 4 ? 1 : scale)
        file.add(value.bitPattern)
    }
    let path = folder.appending(path: "adapter-\(scale).gguf").path
    try file.bytes.write(to: URL(filePath: path))
    return path
}

@Suite(.serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct `LoRA adapters` {
    @Test func `Requests with and without adapters run side by side and keep their own answers`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let adapters: [String?] = [
            nil, try adapterFile(scale: 0, in: folder), try adapterFile(scale: 8, in: folder),
        ]
        let engine = try await LlamaEngine.load(
            path: TestModel.path ?? "",
            options: .init(parallelSequences: 3, adaptiveThreads: false, gpuLayers: .none, prefixCache: false))
        func answer(_ adapter: String?) async throws -> [Int] {
            let prompt = Prompt.text(String(repeating: "one two three four\n", count: 4))
            return try await engine.generate(.init(prompt: prompt, maxTokens: 12, adapter: adapter)).tokens
        }
        var alone: [[Int]] = []
        for adapter in adapters { alone.append(try await answer(adapter)) }
        #expect(alone[0] == alone[1], "an adapter whose second matrix is zero changes nothing")
        #expect(alone[0] != alone[2], "a large one does")
        let together = try await withThrowingTaskGroup(of: (Int, [Int]).self) { group in
            for (index, adapter) in adapters.enumerated() {
                group.addTask { (index, try await answer(adapter)) }
            }
            return try await group.reduce(into: [Int: [Int]]()) { $0[$1.0] = $1.1 }
        }
        // Up to where the adapters part. Later tokens may differ by rounding, which depends on where in the memory the
        // other requests' tokens lie.
        let parting = zip(alone[0], alone[2]).prefix { $0 == $1 }.count + 1
        for index in adapters.indices {
            #expect(together[index]?.prefix(parting) == alone[index].prefix(parting))
        }
        await engine.shutdown()
    }
}
