import ForgeEngines
import Foundation

@testable import ForgeTraining

/// The tiny model's weights as a GGUF file that llama.cpp loads, without a vocabulary.
enum TinyGGUF {
    static func write(_ model: TinyModel, to url: URL, changing change: ((String, inout [Float]) -> Void)? = nil) throws
    {
        let source = try FolderSource(folder: model.folder), shape = source.shape
        var file = GGUFWriter()
        let name = shape.family.rawValue
        file.set("general.architecture", text: name)
        file.set("general.name", text: "tiny")
        file.set("general.file_type", count: 0)
        for (key, value) in [
            ("block_count", shape.layers), ("context_length", 128), ("embedding_length", shape.width),
            ("feed_forward_length", shape.feedForward), ("attention.head_count", shape.heads),
            ("attention.head_count_kv", shape.keyHeads), ("rope.dimension_count", shape.headSize),
            ("attention.key_length", shape.headSize), ("attention.value_length", shape.headSize),
            ("vocab_size", shape.words),
        ] { file.set("\(name).\(key)", count: UInt32(value)) }
        file.set("\(name).attention.layer_norm_rms_epsilon", number: shape.epsilon)
        file.set("\(name).rope.freq_base", number: Float(shape.ropeBase))
        file.set("tokenizer.ggml.model", text: "none")
        let tensors = try tensors(source).map { tensor, sides -> (GGUFTensorPlan, [Float]) in
            var numbers = try source.floats(tensor, shape: sides)
            if case .weight(let projection, _) = tensor, shape.family == .llama, [.query, .key].contains(projection) {
                numbers = HeadOrder.toInterleaved(numbers, columns: sides[1], headSize: shape.headSize)
            }
            change?(tensor.ggufName, &numbers)
            return (
                GGUFTensorPlan(name: tensor.ggufName, dimensions: sides.reversed(), format: .float32), numbers
            )
        }
        var data = file.header(tensors.map(\.0))
        for (_, numbers) in tensors { data.append(file.padded(numbers.withUnsafeBytes { Data($0) })) }
        try data.write(to: url)
    }

    private static func tensors(_ source: FolderSource) -> [(DecoderTensor, [Int])] {
        let shape = source.shape
        var tensors: [(DecoderTensor, [Int])] = [
            (.embedding, [shape.words, shape.width]), (.outputNorm, [shape.width]),
        ]
        if source.has(.output) { tensors.append((.output, [shape.words, shape.width])) }
        for layer in 0..<shape.layers {
            tensors += [(.attentionNorm(layer), [shape.width]), (.feedForwardNorm(layer), [shape.width])]
            for projection in Projection.allCases {
                let outputs = projection.outputs(shape)
                tensors.append((.weight(projection, layer), [outputs, projection.inputs(shape)]))
                if source.has(.bias(projection, layer)) { tensors.append((.bias(projection, layer), [outputs])) }
            }
        }
        return tensors
    }
}
