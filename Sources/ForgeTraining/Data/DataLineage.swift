import ForgeCore
import Foundation

/// Finds out where a file of pairs comes from.
package enum DataLineage {
    /// Beside the adapter that was trained on them.
    package static let fileName = "lineage.json"

    /// What an export of votes wrote beside its file; nil where there is nothing.
    ///
    /// - Throws: `TrainingError` `data.lineage` when it cannot be read or is of another file: a wrong origin is worse
    ///   than none.
    static func read(besides path: String, sha256: String) throws -> VoteLineage? {
        let url = URL(filePath: path + VoteLineage.fileSuffix)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        let lineage: VoteLineage
        do {
            lineage = try JSON.decode(from: Data(contentsOf: url))
        } catch {
            throw TrainingError(
                .invalidInput, "data.lineage", "\(url.path) cannot be read.", cause: "\(error)", remedy: remedy(url))
        }
        guard lineage.sha256 == sha256 else {
            throw TrainingError(
                .conflict, "data.lineage", "\(url.lastPathComponent) is not of this file of pairs.",
                cause: "It names SHA-256 \(lineage.sha256), the file has \(sha256).", remedy: remedy(url))
        }
        return lineage
    }

    private static func remedy(_ url: URL) -> String {
        "Export the votes again, or remove \(url.lastPathComponent) when the pairs were changed on purpose."
    }
}
