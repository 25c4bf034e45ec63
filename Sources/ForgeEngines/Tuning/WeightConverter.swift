import CLlama
import ForgeCore
import Foundation

/// Writes a model's weights in another format.
struct WeightConverter {
    let source: String
    let folder: URL

    func destination(of format: WeightFormat) -> URL {
        var stem = URL(filePath: source).deletingPathExtension().lastPathComponent
        if let current = WeightConverter.formatSuffix(of: stem) { stem = String(stem.dropLast(current.count)) }
        return folder.appending(path: "\(stem).\(format.rawValue).tuned.gguf")
    }

    /// The part of a file's name that tells its format (`.Q4_1`), if it follows the custom.
    private static func formatSuffix(of stem: String) -> Substring? {
        guard let separator = stem.lastIndex(where: { $0 == "." || $0 == "-" }) else { return nil }
        let word = stem[stem.index(after: separator)...].uppercased()
        let isFormat = word.hasPrefix("Q") || word.hasPrefix("IQ") || ["F16", "BF16", "F32"].contains(word)
        return isFormat && word.contains(where: \.isNumber) ? stem[separator...] : nil
    }

    /// Makes a folder for files to be measured, on the disk of the destination.
    func makeScratch() throws -> URL {
        let scratch = folder.appending(path: ".tuning-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        return scratch
    }

    /// Converts into a file in a scratch folder.
    ///
    /// - Throws: `EngineError`: `tune.no-space`, `tune.convert-failed`.
    func convert(to format: WeightFormat, in scratch: URL, parameters: Int, threads: Int) throws -> URL {
        try checkSpace(bytes: Int(Double(parameters) * format.bitsPerWeight / 8 * 1.1))
        let file = scratch.appending(path: "\(format.rawValue).gguf")
        LlamaLibrary.start()
        LlamaLog.clear()
        var options = llama_model_quantize_default_params()
        options.ftype = format.fileType
        options.nthread = Int32(threads)
        options.allow_requantize = true
        guard llama_model_quantize(source, file.path(percentEncoded: false), &options) == 0 else {
            throw EngineError(
                .internalFailure, "tune.convert-failed", "\(source) could not be converted to \(format.rawValue).",
                cause: LlamaLog.lastLines, remedy: "Check the free disk space, or leave this format out.")
        }
        _ = try GGUFHeader(checkingFileAt: file.path(percentEncoded: false))
        return file
    }

    /// Moves a measured file to its destination in one step, in the place of an earlier one.
    ///
    /// - Throws: `EngineError` `tune.convert-failed`.
    func keep(_ file: URL, as format: WeightFormat) throws {
        let destination = destination(of: format)
        guard rename(file.path(percentEncoded: false), destination.path(percentEncoded: false)) == 0 else {
            throw EngineError(
                .unavailable, "tune.convert-failed", "The converted model could not be moved to \(destination.path).",
                cause: String(cString: strerror(errno)), remedy: "Check the folder's permissions.")
        }
    }

    private func checkSpace(bytes: Int) throws {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder.path(percentEncoded: false))
        guard let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue, free < bytes else { return }
        throw EngineError(
            .resourceExhausted, "tune.no-space",
            "A converted model of about \(bytes >> 20) MiB does not fit the \(free >> 20) MiB free in \(folder.path).",
            remedy: "Free some disk space, or choose another folder.")
    }
}
