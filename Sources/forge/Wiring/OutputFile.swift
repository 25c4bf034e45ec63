import ForgeCore
import Foundation

/// A file that an option of a command names.
struct OutputFile {
    let path: String
    /// `--figure`.
    let option: String
    /// What it holds, for the error.
    let content: String
    /// The error's code.
    let code: String

    func write(_ data: Data, options: Data.WritingOptions = .atomic) throws {
        do {
            try data.write(to: URL(filePath: path), options: options)
        } catch {
            throw CommandError(
                .unavailable, code, "The \(content) could not be written to \(path).",
                cause: error.localizedDescription, remedy: "Name another file in \(option).")
        }
    }
}
