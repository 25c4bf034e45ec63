import ForgeCore
import Foundation

/// The encoders of the catalogue: pulled ones in `encoders/<name>/`, local ones where they are.
package struct EncoderLibrary: Sendable {
    package let catalogue: Catalogue
    package let settings: PullSettings

    package init(catalogue: Catalogue, settings: PullSettings) {
        self.catalogue = catalogue
        self.settings = settings
    }

    package func list() -> [EncoderStatus] { catalogue.encoders.map(status) }

    /// - Throws: not found, with the nearest names.
    package func info(_ name: String) throws -> EncoderStatus { status(of: try catalogue.encoder(name)) }

    /// The name that is taken for a kind where none is given.
    ///
    /// - Throws: not found when a catalogue names no default.
    package func defaultName(_ kind: EncoderKind) throws -> String {
        guard let name = catalogue.defaultEncoders[kind] else {
            throw CatalogueError(
                .notFound, "encoder.no-default", "The catalogue names no default \(kind.rawValue).",
                remedy: "Name one, or add `default_\(kind.rawValue)` to the catalogue.")
        }
        return name
    }

    /// Downloads an encoder's files unless they are there. A pull that was interrupted goes on at the first missing one.
    @discardableResult
    package func pull(
        _ name: String, force: Bool = false, progress: @escaping ProgressHandler = { _ in }
    ) async throws -> InstalledEncoder {
        let entry = try catalogue.encoder(name)
        try await Puller(settings: settings, report: progress)
            .pull(entry.files, into: folder(entry), name: "encoder-\(entry.name)", force: force)
        return try resolve(entry.name)
    }

    /// Takes a pulled encoder off this machine. What is used in place stays.
    package func remove(_ name: String) throws -> Removal {
        let entry = try catalogue.encoder(name)
        let folder = folder(entry)
        guard FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) else {
            if let place = place(of: entry) { throw CatalogueError.usedInPlace("encoder", entry.name, place.folder) }
            throw CatalogueError.notInstalled("encoder", entry.name)
        }
        let removals = try entry.files.map { try Remover.removeFile(folder.appending(path: $0.name)) }
        try FileFailure.describing(folder.path(percentEncoded: false)) {
            try FileManager.default.removeItem(at: folder)
        }
        return Removal(files: removals.flatMap(\.files), freed: removals.reduce(0) { $0 + $1.freed })
    }

    /// The folder to load for a catalogue name or the path of a folder, its hashes checked.
    ///
    /// - Throws: not found (with the nearest names, or saying how to pull it), a conflict for a file that is no longer
    ///   what it was, or invalid input for another kind of encoder than the wanted one.
    package func resolve(_ nameOrPath: String, kind: EncoderKind? = nil) throws -> InstalledEncoder {
        guard !isPath(nameOrPath) else { return try own(URL(filePath: nameOrPath, directoryHint: .isDirectory)) }
        let entry = try catalogue.encoder(nameOrPath)
        if let kind, entry.kind != kind {
            let fitting = catalogue.encoders.filter { $0.kind == kind }.map(\.name)
            throw CatalogueError(
                .invalidInput, "encoder.wrong-kind",
                "`\(entry.name)` is of kind \(entry.kind.rawValue), but \(kind.rawValue) is wanted.",
                remedy: "Encoders of that kind: \(fitting.sorted().joined(separator: ", ")).")
        }
        guard let place = place(of: entry) else { throw CatalogueError.notInstalled("encoder", entry.name) }
        return InstalledEncoder(
            name: entry.name, folder: place.folder, kind: entry.kind, source: place.source,
            files: try entry.files.map { try checked($0, in: place.folder, of: entry) }, note: place.note)
    }

    // MARK: Details

    private struct Place {
        var folder: URL
        var source: String
        var note: String?
    }

    private func folder(_ entry: EncoderEntry) -> URL {
        settings.home.encoders.appending(path: entry.name, directoryHint: .isDirectory)
    }

    private func status(of entry: EncoderEntry) -> EncoderStatus {
        let place = place(of: entry)
        return EncoderStatus(
            entry: entry, isDefault: catalogue.defaultEncoders[entry.kind] == entry.name,
            path: place?.folder.path(percentEncoded: false), source: place?.source)
    }

    /// The pulled folder, else the first local source that has all files.
    private func place(of entry: EncoderEntry) -> Place? {
        let folder = folder(entry)
        let receipts = entry.files.compactMap { Puller.installed(folder.appending(path: $0.name)) }
        if receipts.count == entry.files.count, let first = receipts.first {
            let sources = Set(zip(receipts, entry.files).map { Self.folder(of: $1, in: $0.source) })
            return Place(folder: folder, source: sources.sorted().joined(separator: ", "), note: first.note)
        }
        guard let first = entry.files.first else { return nil }
        for (number, source) in first.sources.enumerated() {
            guard let local = local(first, number) else { continue }
            let isComplete = entry.files.allSatisfy { file in
                settings.localURL(file.sources[number].location).flatMap(Files.size) != nil
            }
            if isComplete {
                return Place(
                    folder: local, source: Self.folder(of: first, in: source.location.description), note: source.note)
            }
        }
        return nil
    }

    /// The folder of a source used in place.
    private func local(_ file: FileEntry, _ number: Int) -> URL? {
        guard var url = settings.localURL(file.sources[number].location) else { return nil }
        for _ in file.name.split(separator: "/") { url.deleteLastPathComponent() }
        return url
    }

    /// `hf:owner/repo@commit/config.json` without the file.
    private static func folder(of file: FileEntry, in source: String) -> String {
        let ending = "/" + file.name
        return source.hasSuffix(ending) ? String(source.dropLast(ending.count)) : source
    }

    private func checked(_ file: FileEntry, in folder: URL, of entry: EncoderEntry) throws -> InstalledEncoder.File {
        let url = folder.appending(path: file.name)
        let (digest, bytes) = try FileHashIndex(home: settings.home).sha256(of: url)
        let expected = Receipt.read(for: url)?.sha256 ?? file.sha256
        guard expected == nil || expected == digest else {
            throw CatalogueError(
                .conflict, "encoder.altered", "The file `\(file.name)` of `\(entry.name)` is not the one it should be.",
                cause: url.path(percentEncoded: false),
                remedy: "Run `forge \(CatalogueError.command(of: "encoder")) pull \(entry.name) --force`.")
        }
        return InstalledEncoder.File(name: file.name, bytes: bytes, sha256: digest)
    }

    /// A catalogue name goes first; anything else with a slash is a path.
    private func isPath(_ text: String) -> Bool {
        !catalogue.encoders.contains { $0.name == text.lowercased() } && text.contains("/")
    }

    /// A folder of one's own: whatever regular files it holds.
    private func own(_ folder: URL) throws -> InstalledEncoder {
        for needed in ["config.json", InstalledEncoder.weights] where Files.size(folder.appending(path: needed)) == nil
        {
            throw CatalogueError.unreadable(
                folder.path(percentEncoded: false), cause: "it holds no `\(needed)`, as an encoder's folder must")
        }
        let index = FileHashIndex(home: settings.home)
        let names = try FileFailure.describing(folder.path(percentEncoded: false)) {
            try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
        }
        let files = try names.sorted().compactMap { name -> InstalledEncoder.File? in
            let url = folder.appending(path: name)
            guard Self.belongs(name), Files.size(url) != nil else { return nil }
            let (digest, bytes) = try index.sha256(of: url)
            return InstalledEncoder.File(name: name, bytes: bytes, sha256: digest)
        }
        return InstalledEncoder(
            name: folder.standardizedFileURL.lastPathComponent, folder: folder,
            source: "path:\(folder.path(percentEncoded: false))", files: files)
    }

    /// What an encoder is made of; other weights of the same model may lie beside it.
    private static func belongs(_ name: String) -> Bool {
        name == InstalledEncoder.weights || name.hasSuffix(".json") || name.hasSuffix(".txt")
    }
}
