import CForgeKernels
import ForgeCore

/// Takes a model's tensors out of its file by name and shape, as the layers need them.
struct WeightReader {
    let file: SafetensorsFile
    let precision: Precision
    /// What may stand before every name: checkpoints are saved with and without the model's own prefix.
    let prefixes: [String]

    func has(_ name: String) -> Bool { prefixes.contains { file.entry($0 + name) != nil } }

    /// One product: weights [N, K] and, where it has one, its bias [N].
    func linear(_ name: String, inputs: Int, outputs: Int) throws -> Linear {
        try linear([name], inputs: inputs, outputsEach: outputs)
    }

    /// Several products of the same inputs as one, their outputs one after the other.
    func linear(_ names: [String], inputs: Int, outputsEach outputs: Int) throws -> Linear {
        // Found before memory is taken: sizes from config.json alone may be absurd.
        let found = try names.map { try entry(["\($0).weight"], shape: [outputs, inputs]) }
        let linear = Linear(inputs: inputs, outputs: outputs * names.count, precision: precision)
        for (index, (name, weights)) in zip(names, found).enumerated() {
            file.withBytes(of: weights.entry) { bytes in
                linear.pack(bytes, weights.number, first: index * outputs, count: outputs)
            }
            guard has("\(name).bias") else { continue }
            let bias = try entry(["\(name).bias"], shape: [outputs])
            file.withBytes(of: bias.entry) { linear.setBias($0, bias.number, first: index * outputs, count: outputs) }
        }
        return linear
    }

    func normalization(_ name: String, width: Int, epsilon: Float) throws -> Normalization {
        // Checkpoints that were once TensorFlow's call them gamma and beta.
        Normalization(
            gain: try vector(["\(name).weight", "\(name).gamma"], count: width),
            bias: try vector(["\(name).bias", "\(name).beta"], count: width), epsilon: epsilon)
    }

    /// Rows to look up, kept in the file's own number type. `rows` nil takes as many as there are.
    func table(_ names: [String], rows: Int?, width: Int) throws -> EmbeddingTable {
        let found = try entry(names, shape: [rows, width])
        return file.withBytes(of: found.entry) { bytes in
            EmbeddingTable(Memory(copying: bytes), number: found.number, rows: found.entry.shape[0], width: width)
        }
    }

    private func vector(_ names: [String], count: Int) throws -> Memory {
        let found = try entry(names, shape: [count])
        let memory = Memory(zeroedBytes: count * MemoryLayout<Float>.size)
        file.withBytes(of: found.entry) {
            forge_convert(memory.base, FORGE_FLOAT32, $0.baseAddress, found.number, count)
        }
        return memory
    }

    private func entry(_ names: [String], shape: [Int?]) throws -> (entry: TensorEntry, number: forge_number) {
        let candidates = names.flatMap { name in prefixes.map { $0 + name } }
        guard let (name, entry) = candidates.lazy.compactMap({ name in file.entry(name).map { (name, $0) } }).first
        else {
            throw NetworkError(
                .invalidInput, "weights.missing", "\(file.name) has no tensor \(names[0]).",
                cause: "The weights are of another kind of model than config.json and the task say.",
                remedy: "Use a model made for this task, with its own config.json.")
        }
        guard entry.shape.count == shape.count, zip(entry.shape, shape).allSatisfy({ $1 == nil || $0 == $1 }) else {
            let expected = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            throw NetworkError(
                .invalidInput, "weights.shape",
                "Tensor \(name) of \(file.name) has another shape than config.json says.",
                cause: "It is \(entry.shape); [\(expected)] was expected.",
                remedy: "Take config.json and model.safetensors from the same model.")
        }
        guard let number = entry.type.number else {
            throw NetworkError(
                .invalidInput, "weights.type", "Tensor \(name) of \(file.name) holds \(entry.type.rawValue) numbers.",
                cause: "Weights are read in F32, F16 and BF16.", remedy: "Convert the model to one of these.")
        }
        return (entry, number)
    }
}
