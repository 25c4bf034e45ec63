import ForgeCore
import Foundation

/// Log-probabilities of pairs under the base model, kept by a hash of the model and the tokens.
///
/// A line a pair is appended as soon as it is known. A line that a killed process left unfinished is passed over: what
/// is missing is computed again.
struct ReferenceCache {
    private struct Line: Codable {
        var key: String
        var chosen: Double
        var rejected: Double
    }

    private let file: URL
    private let model: String
    private var known: [String: PairLogProbabilities] = [:]

    init(in folder: URL, model: String) {
        self.model = model
        file = folder.appending(path: "\(model.prefix(16)).jsonl")
        guard let data = try? Data(contentsOf: file) else { return }
        for line in data.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? JSON.decode(Line.self, from: Data(line)) else { continue }
            known[line.key] = PairLogProbabilities(chosen: line.chosen, rejected: line.rejected)
        }
    }

    subscript(pair: TrainingPair) -> PairLogProbabilities? { known[pair.key(model: model)] }

    /// - Throws: `TrainingError` `output.unwritable`.
    mutating func add(_ computed: [(pair: TrainingPair, value: PairLogProbabilities)]) throws {
        var text = ""
        for (pair, value) in computed {
            let key = pair.key(model: model)
            known[key] = value
            text += try JSON.text(Line(key: key, chosen: value.chosen, rejected: value.rejected)) + "\n"
        }
        do {
            try append(text)
        } catch {
            throw TrainingError(
                .resourceExhausted, "output.unwritable", "\(file.path) cannot be written.",
                cause: error.localizedDescription, remedy: "Make room on the disk and check the folder's permissions.")
        }
    }

    private func append(_ text: String) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        if !FileManager.default.fileExists(atPath: file.path) {
            _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        }
        let handle = try FileHandle(forUpdating: file)
        defer { try? handle.close() }
        let end = try handle.seekToEnd()
        // A torn last line must not swallow the next one.
        if end > 0 {
            try handle.seek(toOffset: end - 1)
            let isWhole = try handle.read(upToCount: 1) == Data("\n".utf8)
            try handle.seekToEnd()
            if !isWhole { try handle.write(contentsOf: Data("\n".utf8)) }
        }
        try handle.write(contentsOf: Data(text.utf8))
    }
}
