import CLlama
import ForgeCore
package import Foundation

/// The tensors of a GGUF file as float32, whatever format they are stored in: ggml's own type traits unpack them.
package struct GGUFWeights: Sendable {
    package let header: GGUFHeader
    private let data: Data
    private let tensors: [String: GGUFTensor]
    private let name: String

    /// - Throws: `EngineError`, as `GGUFHeader`.
    package init(path: String) throws {
        // Starting the library fills the tables that half-precision blocks are unpacked with.
        LlamaLibrary.start()
        (header, data) = try GGUFHeader.read(path) { (try GGUFHeader(parsing: $0, name: path), $0) }
        name = URL(filePath: path).lastPathComponent
        tensors = Dictionary(header.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func has(_ tensor: String) -> Bool { tensors[tensor] != nil }

    /// A tensor's numbers in the file's order; `shape` has the slowest side first (rows, columns).
    ///
    /// - Throws: `EngineError`: `model.tensor-missing`, `model.tensor-shape`, `model.tensor-format`.
    package func floats(_ tensor: String, shape: [Int]) throws -> [Float] {
        let entry = try entry(tensor)
        guard entry.dimensions == Array(shape.reversed()) else {
            throw failure(
                "model.tensor-shape", "Tensor \(tensor) of \(name) has another shape than the header says.",
                "It is \(Array(entry.dimensions.reversed())); \(shape) was expected.")
        }
        let count = shape.reduce(1, *)
        if entry.format == "f32" {
            return [Float](unsafeUninitializedCapacity: count) { buffer, used in
                data.withUnsafeBytes { bytes in
                    UnsafeMutableRawBufferPointer(buffer).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: bytes[entry.offset..<entry.offset + entry.bytes]))
                }
                used = count
            }
        }
        guard let unpack = GGUFFormat(name: entry.format)?.unpack else {
            throw failure(
                "model.tensor-format", "Tensor \(tensor) of \(name) is stored as \(entry.format).",
                "ggml has no function that turns this format into numbers.")
        }
        return [Float](unsafeUninitializedCapacity: count) { buffer, used in
            data.withUnsafeBytes { bytes in
                unpack(bytes.baseAddress.map { $0 + entry.offset }, buffer.baseAddress, Int64(count))
            }
            used = count
        }
    }

    /// The bytes of a tensor as they are stored.
    ///
    /// - Throws: `EngineError` `model.tensor-missing`.
    package func bytes(_ tensor: String) throws -> Data {
        let entry = try entry(tensor)
        return data.subdata(in: data.startIndex + entry.offset..<data.startIndex + entry.offset + entry.bytes)
    }

    /// The bytes of the file from one place to another.
    package func bytes(_ range: Range<Int>) -> Data {
        data.subdata(in: data.startIndex + range.lowerBound..<data.startIndex + range.upperBound)
    }

    /// SHA-256 of all norms' weights in float32, sorted by their tensors' names; nil for a model without norms.
    ///
    /// Norms are never quantised, so this tells a model in any weight format from all others that were trained in full.
    package func normsDigest() throws -> String? {
        let norms = tensors.values.filter { $0.dimensions.count == 1 && $0.name.hasSuffix("_norm.weight") }
        guard !norms.isEmpty else { return nil }
        return try Self.normsDigest(norms.map { ($0.name, try floats($0.name, shape: $0.dimensions)) })
    }

    /// The same of norms that were read from elsewhere, named as llama.cpp names them.
    package static func normsDigest(_ norms: [(name: String, numbers: [Float])]) -> String {
        var bytes = Data()
        for norm in norms.sorted(by: { $0.name < $1.name }) {
            norm.numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        return Digest.sha256(bytes)
    }

    private func entry(_ tensor: String) throws -> GGUFTensor {
        guard let entry = tensors[tensor] else {
            throw failure(
                "model.tensor-missing", "\(name) has no tensor \(tensor).",
                "The file is of another kind of model than its header says.")
        }
        return entry
    }

    private func failure(_ code: String, _ message: String, _ cause: String) -> EngineError {
        EngineError(
            .invalidInput, code, message, cause: cause, remedy: "Use another download or conversion of the model.")
    }
}
