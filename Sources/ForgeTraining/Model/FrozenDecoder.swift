import CForgeKernels
import ForgeCore
import ForgeNetworks

/// A frozen Llama-family decoder in memory, in float32. Read by all threads, written by none once it is loaded.
package struct FrozenDecoder: Sendable {
    package let shape: DecoderShape
    let embedding: WordTable
    let layers: [Layer]
    let outputNorm: Memory
    let rotary: RotaryTable

    struct Layer: Sendable {
        let attentionNorm: Memory
        /// Queries, keys and values [Q + 2 KV, H].
        let queryKeyValue: FrozenLinear
        let attentionOutput: FrozenLinear
        let feedForwardNorm: Memory
        /// Gate and up [2 F, H].
        let gateUp: FrozenLinear
        let down: FrozenLinear
    }

    /// Loads all weights.
    ///
    /// - Parameter positions: the longest sequence that will be computed.
    /// - Throws: what the source throws; `TrainingError` `model.not-finite`.
    package init(_ source: some WeightSource, positions: Int) throws {
        shape = source.shape
        embedding = try WordTable(source)
        layers = try (0..<source.shape.layers).map { try Self.layer($0, source) }
        outputNorm = try Self.vector(.outputNorm, source)
        rotary = RotaryTable(source.shape, positions: positions)
    }

    private static func layer(_ index: Int, _ source: some WeightSource) throws -> Layer {
        Layer(
            attentionNorm: try vector(.attentionNorm(index), source),
            queryKeyValue: try linear([.query, .key, .value], index, source),
            attentionOutput: try linear([.attentionOutput], index, source),
            feedForwardNorm: try vector(.feedForwardNorm(index), source),
            gateUp: try linear([.gate, .up], index, source),
            down: try linear([.down], index, source))
    }

    /// Products of the same inputs as one, their outputs one after the other.
    private static func linear(_ parts: [Projection], _ layer: Int, _ source: some WeightSource) throws -> FrozenLinear
    {
        let shape = source.shape
        let inputs = parts[0].inputs(shape)
        let linear = FrozenLinear(inputs: inputs, outputs: parts.reduce(0) { $0 + $1.outputs(shape) })
        var first = 0
        for part in parts {
            let outputs = part.outputs(shape)
            linear.pack(try finite(.weight(part, layer), [outputs, inputs], source), first: first)
            if source.has(.bias(part, layer)) {
                linear.setBias(try finite(.bias(part, layer), [outputs], source), first: first)
            }
            first += outputs
        }
        return linear
    }

    private static func vector(_ tensor: DecoderTensor, _ source: some WeightSource) throws -> Memory {
        Memory(try finite(tensor, [source.shape.width], source))
    }

    static func finite(_ tensor: DecoderTensor, _ shape: [Int], _ source: some WeightSource) throws -> [Float] {
        let numbers = try source.floats(tensor, shape: shape)
        // A sum of squares is finite only if all of them are.
        guard forge_square_sum(numbers, numbers.count).isFinite else {
            throw TrainingError(
                .invalidInput, "model.not-finite", "The base model holds numbers that are not finite.",
                cause: "Tensor \(tensor.folderName) has an infinite number or one that is none.",
                remedy: "Download the model again.")
        }
        return numbers
    }

    /// Bytes that a decoder of this shape takes.
    static func bytes(_ shape: DecoderShape, tied: Bool) -> Int {
        let attention =
            FrozenLinear.bytes(inputs: shape.width, outputs: shape.queryWidth + 2 * shape.keyWidth)
            + FrozenLinear.bytes(inputs: shape.queryWidth, outputs: shape.width)
        let feedForward = FrozenLinear.bytes(inputs: shape.width, outputs: 3 * shape.feedForward)
        return shape.layers * (attention + feedForward) + shape.words * shape.width * 4 * (tied ? 2 : 3)
    }
}

/// Word vectors [V, H], and the head that turns hidden states into logits: the same numbers where they are tied.
struct WordTable: Sendable {
    /// Looked up.
    let rows: Memory
    /// Of the head, as the backward product reads them; the same memory when tied.
    let headRows: Memory
    /// Of the head, packed for logits.
    let head: Memory
    let words: Int
    let width: Int

    init(_ source: some WeightSource) throws {
        words = source.shape.words
        width = source.shape.width
        let numbers = try FrozenDecoder.finite(.embedding, [words, width], source)
        rows = Memory(numbers)
        if source.has(.output) {
            let output = try FrozenDecoder.finite(.output, [words, width], source)
            headRows = Memory(output)
            head = Memory(packing: output, outputs: words, inputs: width)
        } else {
            headRows = rows
            head = Memory(packing: numbers, outputs: words, inputs: width)
        }
    }
}
