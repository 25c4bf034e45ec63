import CLlama
import ForgeCore
import Foundation

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
        header = try GGUFHeader(checkingFileAt: path)
        name = URL(filePath: path).lastPathComponent
        data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        tensors = Dictionary(header.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func has(_ tensor: String) -> Bool { tensors[tensor] != nil }

    /// A tensor's numbers in the file's order; `shape` has the slowest side first (rows, columns).
    ///
    /// - Throws: `EngineError`: `model.tensor-missing`, `model.tensor-shape`, `model.tensor-format`.
    package func floats(_ tensor: String, shape: [Int]) throws -> [Float] {
        guard let entry = tensors[tensor] else {
            throw failure(
                "model.tensor-missing", "\(name) has no tensor \(tensor).",
                "The file is of another kind of model than its header says.")
        }
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
        guard let unpack = Self.traits(of: entry.format)?.to_float else {
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

    private static func traits(of format: String) -> ggml_type_traits? {
        for type in 0..<GGML_TYPE_COUNT.rawValue {
            guard let traits = ggml_get_type_traits(ggml_type(rawValue: type)), let name = traits.pointee.type_name
            else { continue }
            if String(cString: name) == format { return traits.pointee }
        }
        return nil
    }

    private func failure(_ code: String, _ message: String, _ cause: String) -> EngineError {
        EngineError(
            .invalidInput, code, message, cause: cause, remedy: "Use another download or conversion of the model.")
    }
}
