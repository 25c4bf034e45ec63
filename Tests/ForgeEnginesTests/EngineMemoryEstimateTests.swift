import ForgeCore
import ForgeTesting
import Testing

@testable import ForgeEngines

@Suite(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct `What a model will take` {
    private func header() throws -> GGUFHeader { try GGUFHeader(checkingFileAt: #require(TestModel.path)) }

    @Test func `Is computed from its header`() throws {
        let estimate = try EngineMemoryEstimate(
            header(), contextLength: nil, sequences: 16, step: 512, cacheLimit: 1 << 40)
        // 30 layers, 3 key-value heads of 64 numbers, keys and values of two bytes; 2048 cells for each of 16 sequences.
        #expect(estimate.cache == 30 * 3 * 64 * 2 * 2 * 2048 * 16)
        #expect(estimate.contextLength == 2048)
        #expect(estimate.sequences == 16)
        let file = try header().fileBytes
        #expect(estimate.weights < file && estimate.weights > file * 9 / 10)
        // The logits of a step are most of the compute buffers: 512 rows of 49,152 numbers.
        #expect(estimate.compute > 512 * 49_152 * 4)
        #expect(estimate.compute < 2 * 512 * 49_152 * 4)
    }

    @Test func `Knows that there are fewer sequences than asked for when they do not fit`() throws {
        let perSequence = 30 * 3 * 64 * 2 * 2 * 1024
        let estimate = try EngineMemoryEstimate(
            header(), contextLength: 1024, sequences: 16, step: 512, cacheLimit: 5 * perSequence)
        #expect(estimate.sequences == 5)
        #expect(estimate.cache == 5 * perSequence)
    }
}
