package import ForgeCore
package import Foundation

/// The files of preference pairs in `FORGE_HOME/pairs`, which configs name without a path.
package struct PairShelf: Sendable {
    package struct File: Sendable, Codable, Hashable {
        package var name: String
        package var bytes: Int
        package var modified: Date
    }

    package let folder: URL

    package init(home: ForgeHome) { folder = home.pairs }

    private static let endings = [".jsonl", ".jsonl.gz"]

    /// By name.
    package func files() -> [File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter(Self.isName).sorted().compactMap { name in
            let path = folder.appending(path: name).path
            guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
                facts[.type] as? FileAttributeType == .typeRegular
            else { return nil }
            return File(
                name: name, bytes: (facts[.size] as? NSNumber)?.intValue ?? 0,
                modified: facts[.modificationDate] as? Date ?? .distantPast)
        }
    }

    /// Whether a text can be the name of a file here: no folders, not hidden, with one of the endings.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.count <= 120 && !name.contains("/") && !name.utf8.contains(0)
            && endings.contains(where: name.hasSuffix)
    }

    /// The absolute path of a file that a config names.
    ///
    /// - Parameter acceptsPaths: false for configs from elsewhere, which name files of this folder only.
    /// - Throws: `TuningError` `pairs.path`, `pairs.unknown`.
    package func resolve(_ path: String, acceptsPaths: Bool) throws -> String {
        if Self.isName(path), files().contains(where: { $0.name == path }) {
            let shelved = folder.appending(path: path).path
            // On the command line a file that lies where one stands is meant first.
            guard acceptsPaths, FileManager.default.fileExists(atPath: path) else { return shelved }
        }
        if acceptsPaths { return URL(filePath: path).standardizedFileURL.path }
        guard Self.isName(path) else {
            throw TuningError(
                .invalidInput, "pairs.path", "`data.path` may not name a path here.",
                cause: "Configs from elsewhere name files of FORGE_HOME/pairs only, by their names.",
                remedy: "Put the file into \(folder.path) and name it, or train on the command line.")
        }
        throw TuningError(
            .invalidInput, "pairs.unknown", "There is no file of pairs `\(path)`.",
            cause: known, remedy: "Put it into \(folder.path).")
    }

    private var known: String {
        let names = files().map(\.name)
        return names.isEmpty ? "FORGE_HOME/pairs holds none yet." : "There are: \(names.joined(separator: ", "))."
    }

    /// - Throws: `TuningError` `pairs.unknown`.
    package func url(of name: String) throws -> URL {
        guard Self.isName(name), files().contains(where: { $0.name == name }) else {
            throw TuningError(
                .notFound, "pairs.unknown", "There is no file of pairs `\(name)`.", cause: known,
                remedy: "Put it into \(folder.path).")
        }
        return folder.appending(path: name)
    }
}
