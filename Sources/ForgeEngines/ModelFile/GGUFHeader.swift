import CLlama
import ForgeCore
package import Foundation

/// A value in a GGUF file's metadata; of arrays only the size is kept.
package enum GGUFValue: Sendable, Hashable {
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case string(String)
    case array(count: Int)

    package var string: String? { if case .string(let value) = self { value } else { nil } }

    package var int: Int? { if case .integer(let value) = self { value } else { nil } }
}

/// A tensor as the header describes it.
package struct GGUFTensor: Sendable, Hashable {
    package var name: String
    package var dimensions: [Int]
    /// Name of its format (`q4_1`).
    package var format: String
    /// Offset of its data in the file.
    package var offset: Int
    package var bytes: Int
}

/// A metadata entry's key and the bytes that hold key, type and value.
package struct GGUFEntry: Sendable, Hashable {
    package var key: String
    package var bytes: Range<Int>
}

/// What a GGUF file says about itself, read with every bound checked before llama.cpp sees the file.
///
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little-endian.
package struct GGUFHeader: Sendable, Hashable {
    package var version: Int
    package var metadata: [String: GGUFValue]
    package var tensors: [GGUFTensor]
    package var fileBytes: Int
    /// Where each metadata entry stands in the file, in the file's order.
    package var entries: [GGUFEntry]

    package var architecture: String { metadata["general.architecture"]?.string ?? "" }
    package var chatTemplate: String? { metadata["tokenizer.chat_template"]?.string }

    /// Of a key that the architecture has for itself: `block_count` for `llama.block_count`.
    package func value(ofArchitecture key: String) -> GGUFValue? { metadata[fullKey(key)] }

    func fullKey(_ key: String) -> String { "\(architecture).\(key)" }

    private static let alignmentKey = "general.alignment"

    /// Reads the header of a file that llama.cpp is to load as a model.
    ///
    /// - Throws: `EngineError`: as `init(checkingFileAt:)`, and `model.not-model`, `model.split`, `model.malformed` for what
    ///   would end the process inside llama.cpp.
    package init(checkingModelAt path: String) throws {
        self = try Self.read(path) { data in
            let header = try GGUFHeader(parsing: data, name: path)
            try EngineCheck(header: header, data: data, name: path).run()
            return header
        }
    }

    /// Reads the header of a file.
    ///
    /// - Throws: `EngineError`: `model.not-found`, `model.unreadable`, `model.not-gguf`, `model.unsupported-version`,
    ///   `model.truncated`, `model.malformed`.
    package init(checkingFileAt path: String) throws {
        self = try Self.read(path) { try GGUFHeader(parsing: $0, name: path) }
    }

    /// Maps a file and reads it once: what was checked and what is used are the same bytes.
    static func read<Result>(_ path: String, _ parse: (Data) throws -> Result) throws -> Result {
        let url = URL(filePath: path)
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw EngineError(
                .notFound, "model.not-found", "There is no model file \(path).",
                remedy: "Check the path, or pull the model first.")
        }
        guard !isDirectory.boolValue else {
            throw EngineError(
                .invalidInput, "model.not-gguf", "\(path) is a folder, not a GGUF file.",
                remedy: "Name the .gguf file in it.")
        }
        do {
            return try parse(MappedFile.data(at: url))
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(
                .permissionDenied, "model.unreadable", "The model file \(path) cannot be read.",
                cause: error.localizedDescription, remedy: "Check the file's permissions.")
        }
    }

    /// - Parameter name: What error messages call the file.
    package init(parsing data: Data, name: String) throws {
        var reader = GGUFReader(data: data, name: name)
        try reader.readMagic()
        version = try reader.readVersion()
        let tensorCount = try reader.count(of: "tensors", eachAtLeast: 24)
        let pairCount = try reader.count(of: "metadata entries", eachAtLeast: 13)
        metadata = [:]
        entries = []
        for _ in 0..<pairCount {
            let start = reader.offset
            let key = try reader.key()
            let type = try reader.type()
            guard metadata.updateValue(try reader.value(ofType: type), forKey: key) == nil else {
                throw GGUFReader.malformed(name, "its metadata has \(key) twice")
            }
            // llama.cpp reads it as nothing else.
            guard key != Self.alignmentKey || type == 4 else {
                throw GGUFReader.malformed(name, "\(key) is of the type \(type)")
            }
            entries.append(GGUFEntry(key: key, bytes: start..<reader.offset))
        }
        fileBytes = data.count
        tensors = try reader.tensors(count: tensorCount, alignment: metadata[Self.alignmentKey]?.int ?? 32)
        try checkHyperparameters(name: name)
    }

    var isAdapter: Bool { metadata["general.type"]?.string == "adapter" }

    /// What reads models here computes with these. Whatever else a file calls itself may be loaded as a model.
    private func checkHyperparameters(name: String) throws {
        guard !isAdapter else { return }
        guard !architecture.isEmpty else {
            throw GGUFReader.malformed(name, "it does not name its architecture (general.architecture)")
        }
        for key in ["block_count", "embedding_length", "attention.head_count", "context_length"] {
            guard let value = self.value(ofArchitecture: key)?.int else { continue }
            guard (1...(1 << 28)).contains(value) else {
                throw GGUFReader.malformed(name, "\(fullKey(key)) is \(value)")
            }
        }
    }
}

extension GGUFHeader {
    /// The most frequent format among the large tensors, as the file's name would put it; empty when unreadable.
    static func weightFormat(ofFileAt path: String) -> String {
        guard let header = try? GGUFHeader(checkingFileAt: path) else { return "" }
        let matrices = header.tensors.filter { $0.dimensions.count > 1 }
        let bytes = Dictionary(grouping: matrices, by: \.format).mapValues { $0.reduce(0) { $0 + $1.bytes } }
        return bytes.max { $0.value < $1.value }?.key.uppercased() ?? ""
    }
}
