private import ForgeCore
import Foundation

/// The files of a folder, read with bounds and with errors that name the file.
struct TokenizerFiles: Sendable {
    let folder: URL

    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    /// A file's bytes, which are valid UTF-8, without a byte order mark.
    func bytes(_ name: String) throws -> [UInt8] {
        let path = folder.appending(path: name)
        let data: Data
        do {
            data = try SmallFile.data(at: path)
        } catch let error as SmallFile.TooLarge {
            throw malformed(name, error.description)
        } catch {
            throw NetworkError(
                .unavailable, "tokenizer.unreadable", "\(name) in \(folder.path) cannot be read",
                cause: error.localizedDescription, remedy: "Check that it is a file and may be read.")
        }
        let bytes = Array(data)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw malformed(name, "it is not UTF-8 text") }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    func json(_ name: String) throws -> TokenizerNode {
        do {
            return try TokenizerJSONParser.parse(try bytes(name))
        } catch let error as JSONSyntaxError {
            throw malformed(name, "it is \(error)")
        }
    }

    /// A text file's lines by line feed or carriage return and line feed; an empty last one is none.
    func lines(_ name: String) throws -> [[UInt8]] {
        var lines = try bytes(name).split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            Array(line.last == 0x0D ? line.dropLast() : line)
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    func malformed(_ name: String, _ cause: String) -> NetworkError {
        NetworkError(
            .invalidInput, "tokenizer.malformed", "\(name) in \(folder.path) describes no tokenizer", cause: cause,
            remedy: "Download the model's folder again.")
    }

    func unsupported(_ name: String, _ what: String) -> NetworkError {
        NetworkError(
            .invalidInput, "tokenizer.unsupported", "The tokenizer in \(folder.path) is not supported",
            cause: "\(name) asks for \(what)",
            remedy: "Use a model with BERT's WordPiece or RoBERTa's, BART's or GPT-2's byte-level BPE.")
    }
}
