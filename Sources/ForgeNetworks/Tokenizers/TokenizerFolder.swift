package import Foundation

/// Reads the tokenizer of a Hugging Face folder as it is.
package enum TokenizerFolder {
    /// The tokenizer of tokenizer.json, else of vocab.txt, else of vocab.json and merges.txt.
    ///
    /// - Throws: `NetworkError` when a file is missing, malformed or asks for what is not supported.
    package static func load(at folder: URL) throws -> any Tokenizer {
        throw NetworkError(.invalidInput, "tokenizer.unsupported", "\(folder.lastPathComponent) cannot be read yet")
    }
}
