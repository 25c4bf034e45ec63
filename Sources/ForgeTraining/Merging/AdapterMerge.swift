import ForgeCore
import ForgeEngines
package import Foundation

/// A base model with an adapter added to its weights: W + (alpha / rank) B A, tensor by tensor, as one GGUF file.
///
/// Metadata and tokenizer are the base's. The other tensors are copied, or converted where another format is asked for.
package struct AdapterMerge {
    private let base: GGUFWeights
    private let basePath: String
    private let adapter: GGUFWeights
    private let adapterPath: String
    private let targets: Set<String>
    private let scale: Float
    private let format: MergeFormat

    private static let ownKeys = ["llm_forge.merged.base_sha256", "llm_forge.merged.adapter_sha256"]
    private static let fileTypeKey = "general.file_type"

    /// - Throws: `EngineError`: what the files throw, `adapter.not-adapter`, `adapter.other-base`.
    package init(base path: String, name: String, adapter adapterPath: String, format: MergeFormat) throws {
        basePath = path
        self.adapterPath = adapterPath
        self.format = format
        let header = try AdapterHeader(path: adapterPath)
        base = try GGUFWeights(path: path)
        try header.check(base: base, name: name)
        adapter = try GGUFWeights(path: adapterPath)
        targets = Set(header.targets)
        guard let rank = adapter.header.tensors.first(where: { $0.name.hasSuffix(".lora_a") })?.dimensions.last else {
            preconditionFailure("an adapter without matrices passed its check")
        }
        // As llama.cpp scales it.
        scale = header.alpha == 0 ? 1 : Float(header.alpha / Double(rank))
    }

    /// - Parameter onTensor: told after each tensor how many of how many are written.
    /// - Throws: `TrainingError`: `merge.format`, `output.unwritable`; `CancellationError`.
    package func write(
        to file: URL, shouldStop: () -> Bool = { false }, onTensor: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws {
        let plans = try base.header.tensors.map(plan)
        let writer = try writer()
        do {
            try AtomicFile.write(to: file) { handle in
                try handle.write(contentsOf: writer.header(plans))
                for (index, plan) in plans.enumerated() {
                    if shouldStop() { throw CancellationError() }
                    try handle.write(contentsOf: writer.padded(try bytes(plan, of: base.header.tensors[index])))
                    onTensor(index + 1, plans.count)
                }
            }
        } catch let error as TrainingError where shouldStop() && error.code == "output.unwritable" {
            throw CancellationError()
        }
    }

    // MARK: Header

    private func writer() throws -> GGUFWriter {
        var writer = GGUFWriter(alignment: base.header.metadata["general.alignment"]?.int ?? 32)
        for entry in base.header.entries where !Self.ownKeys.contains(entry.key) {
            if entry.key == Self.fileTypeKey, let type = format.fileType {
                writer.set(Self.fileTypeKey, count: type)
            } else {
                writer.copy(base.bytes(entry.bytes))
            }
        }
        for (key, path) in zip(Self.ownKeys, [basePath, adapterPath]) {
            writer.set(key, text: try Digest.sha256(fileAt: path))
        }
        return writer
    }

    private func plan(_ tensor: GGUFTensor) throws -> GGUFTensorPlan {
        guard let own = GGUFFormat(name: tensor.format) else { throw unwritable(tensor, tensor.format) }
        let isMatrix = tensor.dimensions.count > 1
        let wanted = isMatrix ? format.format ?? own : own
        let isChanged = wanted != own || targets.contains(tensor.name)
        guard !isChanged || wanted.isWritable && tensor.dimensions[0] % wanted.block == 0 else {
            throw unwritable(tensor, wanted.name)
        }
        return GGUFTensorPlan(name: tensor.name, dimensions: tensor.dimensions, format: wanted)
    }

    private func unwritable(_ tensor: GGUFTensor, _ format: String) -> TrainingError {
        TrainingError(
            .invalidInput, "merge.format", "Tensor \(tensor.name) cannot be written as \(format).",
            cause: "Its rows of \(tensor.dimensions[0]) numbers are not whole blocks, or the format needs measured "
                + "importances.",
            remedy: "Merge with --format f16, then quantise with another tool.")
    }

    // MARK: Tensors

    private func bytes(_ plan: GGUFTensorPlan, of tensor: GGUFTensor) throws -> Data {
        guard targets.contains(tensor.name) || plan.format.name != tensor.format else {
            return try base.bytes(tensor.name)
        }
        let columns = tensor.dimensions[0]
        var numbers = try base.floats(tensor.name, shape: tensor.dimensions.reversed())
        if targets.contains(tensor.name) { try add(to: &numbers, tensor) }
        guard let packed = plan.format.packed(numbers, columns: columns) else {
            throw unwritable(tensor, plan.format.name)
        }
        return packed
    }

    /// W [N, K] += scale · B [N, R] · A [R, K]
    private func add(to weights: inout [Float], _ tensor: GGUFTensor) throws {
        let columns = tensor.dimensions[0], rows = tensor.dimensions[1]
        guard let rank = adapter.header.tensors.first(where: { $0.name == "\(tensor.name).lora_a" })?.dimensions[1]
        else {
            preconditionFailure("a target without its matrix passed the check")
        }
        var a = try adapter.floats("\(tensor.name).lora_a", shape: [rank, columns])
        var b = try adapter.floats("\(tensor.name).lora_b", shape: [rows, rank]).map { scale * $0 }
        a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { b in
                weights.withUnsafeMutableBufferPointer { weights in
                    guard let a = a.baseAddress, let b = b.baseAddress, let weights = weights.baseAddress else {
                        return
                    }
                    PlainProduct.apply(
                        rows: rows, columns: columns, depth: rank, Matrix(base: b, stride: rank),
                        Matrix(base: a, stride: columns), into: Matrix(base: weights, stride: columns), adds: true)
                }
            }
        }
    }
}
