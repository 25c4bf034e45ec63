import ForgeCore
package import Foundation

/// A memory-mapped file of tensors. Its bytes are only read while weights are packed or copied out of it.
package struct SafetensorsFile: Sendable {
    package let name: String
    private let data: Data
    private let header: SafetensorsHeader

    package init(at url: URL) throws {
        name = url.lastPathComponent
        do {
            data = try MappedFile.data(at: url)
        } catch {
            throw NetworkError(
                .notFound, "weights.unreadable", "\(url.path) cannot be read.", cause: error.localizedDescription,
                remedy: "Check that the model's folder is complete: config.json, model.safetensors and the tokenizer.")
        }
        header = try SafetensorsHeader(data, name: name)
    }

    package var tensorNames: some Collection<String> { header.tensors.keys }

    package func entry(_ name: String) -> TensorEntry? { header.tensors[name] }

    package func withBytes<Result>(
        of entry: TensorEntry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try data.withUnsafeBytes { bytes in
            try body(
                UnsafeRawBufferPointer(
                    rebasing: bytes[header.start + entry.bytes.lowerBound..<header.start + entry.bytes.upperBound]))
        }
    }
}
