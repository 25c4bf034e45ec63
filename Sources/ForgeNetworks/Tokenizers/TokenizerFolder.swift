private import ForgeCore
package import Foundation

/// Reads the tokenizer of a Hugging Face folder as it is.
package enum TokenizerFolder {
    /// The tokenizer of tokenizer.json, else of vocab.txt, else of vocab.json and merges.txt.
    ///
    /// - Throws: `NetworkError` when a file is missing, malformed or asks for what is not supported.
    package static func load(at folder: URL) throws -> any Tokenizer {
        let files = TokenizerFiles(folder: folder)
        let config = try TokenizerConfig(files)
        if files.has("tokenizer.json") { return try TokenizerFile(files).tokenizer(config) }
        if files.has("vocab.txt") { return try WordPieceFiles(files).tokenizer(config) }
        if files.has("vocab.json"), files.has("merges.txt") { return try BytePairFiles(files).tokenizer(config) }
        throw NetworkError(
            .notFound, "tokenizer.missing", "\(folder.path) holds no tokenizer",
            cause: "It has neither tokenizer.json nor vocab.txt nor vocab.json with merges.txt.",
            remedy: "Give the folder of a Hugging Face model with all of its files.")
    }
}
