package import ForgeCore
package import Foundation

/// Which pairs people marked as bad, by their hashes: `FORGE_HOME/pairs/marks.json`. Trainings leave them out.
package struct PairMarks: Sendable {
    package struct Mark: Sendable, Codable, Hashable {
        /// `PreferencePair.id`.
        package var id: String
        /// Why, in the words of who marked it.
        package var note: String?
        package var markedAt: Date
    }

    private struct Content: Codable {
        var version = 1
        var bad: [Mark]
    }

    private let folder: URL
    private var file: URL { folder.appending(path: "marks.json") }

    package init(home: ForgeHome) { folder = home.pairs }

    package static let mostNote = 500

    /// Whether a text can be a pair's hash.
    package static func isID(_ text: String) -> Bool {
        text.utf8.count == 16 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Sorted by pair.
    ///
    /// - Throws: `TuningError` `pairs.marks` when the file is there and cannot be read: training on as if nothing was
    ///   marked would be wrong.
    package func all() throws -> [Mark] {
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        do {
            return try JSON.decode(Content.self, from: Data(contentsOf: file)).bad
        } catch {
            throw TuningError(
                .internalFailure, "pairs.marks", "The list of bad pairs \(file.path) cannot be read.",
                cause: "\(error)", remedy: "Mend it, or remove it and mark the pairs again.")
        }
    }

    package func ids() throws -> Set<String> { Set(try all().map(\.id)) }

    /// Marks a pair as bad, or takes the mark away. Several processes may do so at the same time.
    ///
    /// - Throws: `TuningError` `pairs.id` for what is no pair's hash, `pairs.marks`, `output.unwritable`.
    @discardableResult
    package func set(_ id: String, isBad: Bool, note: String? = nil) throws -> [Mark] {
        guard Self.isID(id) else {
            throw TuningError(
                .invalidInput, "pairs.id", "`\(id.prefix(40))` is no pair's hash.",
                remedy: "A hash has 16 hexadecimal digits, as `forge train data` shows them.")
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let lock = try ExclusiveLock(waitingFor: folder.appending(path: ".marks.lock"))
            var marks = try all().filter { $0.id != id }
            if isBad {
                marks.append(
                    Mark(id: id, note: note.map { String($0.prefix(Self.mostNote)) }, markedAt: Timestamp.now()))
                marks.sort { $0.id < $1.id }
            }
            try JSON.data(Content(bad: marks), pretty: true).write(to: file, options: .atomic)
            _ = consume lock
            return marks
        } catch let error as TuningError {
            throw error
        } catch {
            throw TuningError(
                .resourceExhausted, "output.unwritable", "\(file.path) cannot be written.",
                cause: error.localizedDescription, remedy: "Make room on the disk and check the folder's permissions.")
        }
    }
}
