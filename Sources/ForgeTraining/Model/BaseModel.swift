import ForgeCore
package import ForgeEngines
import Foundation

/// The model that an adapter is trained for: a GGUF file, or a Hugging Face folder with a GGUF file for its tokenizer.
package struct BaseModel: Sendable, Hashable {
    /// What the model card calls it.
    package var name: String
    package var path: String
    /// A GGUF file of the same model, whose tokenizer and chat template are used; nil for `path` itself.
    package var tokenizer: String?
    /// Of the GGUF file, or of the folder's weight files one after the other.
    package var sha256: String

    /// - Throws: `TrainingError` `model.unreadable`, `model.no-tokenizer`.
    package init(name: String, path: String, tokenizer: String? = nil) throws {
        self.name = name
        self.path = path
        self.tokenizer = tokenizer
        do {
            sha256 = try Self.digest(path)
        } catch {
            throw TrainingError(
                .notFound, "model.unreadable", "The base model \(path) cannot be read.",
                cause: error.localizedDescription,
                remedy: "Pull the model with `forge models pull`, or give the path of a GGUF file or of a folder.")
        }
        guard !isFolder || tokenizer != nil else {
            throw TrainingError(
                .invalidInput, "model.no-tokenizer", "A model folder needs a GGUF file for its tokenizer.",
                remedy: "Set model.tokenizer to a GGUF file of the same model, of any weight format.")
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    package var isFolder: Bool { Self.isFolder(path) }

    private static func digest(_ path: String) throws -> String {
        guard isFolder(path) else { return try Digest.sha256(fileAt: path) }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".safetensors") }
        return Digest.sha256(try names.sorted().map { try Digest.sha256(fileAt: "\(path)/\($0)") }.joined())
    }

    /// Opens the weights; nothing is loaded yet.
    package func open() throws -> any WeightSource {
        isFolder ? try FolderSource(folder: URL(filePath: path)) : try GGUFSource(path: path)
    }

    /// The tokenizer and chat template.
    package func text() throws -> TextModel { try TextModel(path: tokenizer ?? path) }
}
