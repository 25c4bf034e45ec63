import ForgeCatalogue
package import ForgeCore
package import ForgeTraining
import Foundation

/// The trainings of this installation: the folders in `FORGE_HOME/trainings`, whoever made them.
package struct TrainingLibrary: Sendable {
    private let home: ForgeHome

    package init(home: ForgeHome) { self.home = home }

    private var hashes: FileHashIndex { FileHashIndex(home: home) }

    /// - Parameter name: a training's; see `TrainingName`.
    package func folder(_ name: String) -> RunFolder {
        RunFolder(home.trainings.appending(path: name, directoryHint: .isDirectory))
    }

    package func names() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: home.trainings.path)) ?? []
        return names.filter { TrainingName.isPlain($0) && Self.isTraining(folder($0)) }.sorted()
    }

    private static func isTraining(_ folder: RunFolder) -> Bool {
        [folder.config.path, folder.url.appending(path: "run.json").path]
            .contains(where: FileManager.default.fileExists(atPath:))
    }

    /// Latest first.
    package func list() -> [TrainingListing] {
        names().map { TrainingListing($0, folder($0), hashes: hashes) }
            .sorted { ($0.changedAt, $1.name) > ($1.changedAt, $0.name) }
    }

    /// - Throws: `TuningError` `training.unknown`, with the nearest name.
    package func get(_ name: String) throws -> TrainingListing {
        TrainingListing(name, try existing(name), hashes: hashes)
    }

    /// - Throws: `TuningError` `training.unknown`.
    package func existing(_ name: String) throws -> RunFolder {
        let names = names()
        if names.contains(name) { return folder(name) }
        let nearest = NearestName.question(name, among: names)
        throw TuningError(
            .notFound, "training.unknown", "There is no training `\(name)`.",
            cause: names.isEmpty ? "There are none yet." : nil,
            remedy: nearest + "`forge train list` shows all.")
    }

    /// Removes a training with its data, checkpoints and adapter. Reference log-probabilities, which others share, stay.
    ///
    /// - Throws: `TuningError` `training.unknown`, `output.unwritable`; `TrainingError` `training.busy`.
    package func delete(_ name: String) throws {
        let folder = try existing(name)
        try FolderLock.holding(folder) {
            do {
                // Out of sight first, so that an interruption leaves no half of a training.
                let aside = home.trainings.appending(path: ".deleted-\(name)", directoryHint: .isDirectory)
                try? FileManager.default.removeItem(at: aside)
                try FileManager.default.moveItem(at: folder.url, to: aside)
                try FileManager.default.removeItem(at: aside)
            } catch {
                throw TuningError(
                    .permissionDenied, "output.unwritable", "\(folder.url.path) cannot be removed.",
                    cause: error.localizedDescription, remedy: "Check the folder's permissions.")
            }
        }
    }
}
