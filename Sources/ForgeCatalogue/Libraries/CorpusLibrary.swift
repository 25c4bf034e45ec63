import ForgeCore
import Foundation

/// The corpora of the catalogue: pulled ones in `corpora/<name>/`, local ones where they are.
package struct CorpusLibrary: Sendable {
    package let catalogue: Catalogue
    package let settings: PullSettings

    package init(catalogue: Catalogue, settings: PullSettings) {
        self.catalogue = catalogue
        self.settings = settings
    }

    package func list() -> [CorpusStatus] { catalogue.corpora.map(status) }

    /// - Throws: not found, with the nearest names.
    package func info(_ name: String) throws -> CorpusStatus { status(of: try catalogue.corpus(name)) }

    /// Downloads a corpus unless it is there.
    @discardableResult
    package func pull(
        _ name: String, force: Bool = false, progress: @escaping ProgressHandler = { _ in }
    ) async throws -> InstalledCorpus {
        let entry = try catalogue.corpus(name)
        _ = try await Puller(settings: settings, report: progress)
            .pull(entry.file, to: target(entry), name: "corpus-\(entry.name)", force: force)
        return try resolve(entry.name)
    }

    /// Takes a pulled corpus off this machine. What is used in place stays, and so do the knowledge bases made from it.
    package func remove(_ name: String) throws -> Removal {
        let entry = try catalogue.corpus(name)
        guard Receipt.read(for: target(entry)) != nil else {
            if let place = place(of: entry) { throw CatalogueError.usedInPlace("corpus", entry.name, place.url) }
            throw CatalogueError.notInstalled("corpus", entry.name)
        }
        return try Remover.removeFile(target(entry))
    }

    /// The documents of a catalogue name, or of a file or folder of one's own.
    ///
    /// - Parameter layout: of an own file; by default it follows from the file's extension, a folder is Markdown.
    /// - Throws: not found (with the nearest names, or saying how to pull it), or invalid input for a file of unknown layout.
    package func resolve(_ nameOrPath: String, layout: CorpusLayout? = nil) throws -> InstalledCorpus {
        guard !isPath(nameOrPath) else { return try own(URL(filePath: nameOrPath), layout: layout) }
        let entry = try catalogue.corpus(nameOrPath)
        guard let place = place(of: entry) else { throw CatalogueError.notInstalled("corpus", entry.name) }
        guard let bytes = Files.size(place.url) else {
            return InstalledCorpus(
                name: entry.name, url: place.url, layout: entry.layout, source: place.source, note: place.note)
        }
        let digest = try FileHashIndex(home: settings.home).sha256(of: place.url).digest
        if let expected = place.sha256, expected != digest {
            throw CatalogueError(
                .conflict, "corpus.altered", "The file of `\(entry.name)` is not the one it should be.",
                cause: place.url.path(percentEncoded: false),
                remedy: "Run `forge \(CatalogueError.command(of: "corpus")) pull \(entry.name) --force`.")
        }
        return InstalledCorpus(
            name: entry.name, url: place.url, layout: entry.layout, source: place.source, bytes: bytes, sha256: digest,
            note: place.note)
    }

    // MARK: Details

    private struct Place {
        var url: URL
        var source: String
        var sha256: String?
        var note: String?
    }

    private func target(_ entry: CorpusEntry) -> URL {
        settings.home.corpora.appending(path: "\(entry.name)/\(entry.file.name)")
    }

    private func status(of entry: CorpusEntry) -> CorpusStatus {
        let place = place(of: entry)
        return CorpusStatus(
            entry: entry, path: place?.url.path(percentEncoded: false), source: place?.source,
            bytes: place.flatMap { Files.size($0.url) } ?? entry.file.bytes)
    }

    private func place(of entry: CorpusEntry) -> Place? {
        let target = target(entry)
        if let receipt = Puller.installed(target) {
            return Place(url: target, source: receipt.source, sha256: receipt.sha256, note: receipt.note)
        }
        for source in entry.file.sources {
            guard let url = settings.localURL(source.location), exists(url, layout: entry.layout) else { continue }
            return Place(
                url: url, source: source.location.description, sha256: source.sha256, note: source.note)
        }
        return nil
    }

    private func exists(_ url: URL, layout: CorpusLayout) -> Bool {
        Files.size(url) != nil || (layout.mayBeFolder && isFolder(url))
    }

    private func isFolder(_ url: URL) -> Bool {
        var isDirectory = ObjCBool(false)
        return FileManager.default.fileExists(atPath: url.path(percentEncoded: false), isDirectory: &isDirectory)
            && isDirectory.boolValue
    }

    /// A catalogue name goes first; anything else with a slash or a dot is a path.
    private func isPath(_ text: String) -> Bool {
        !catalogue.corpora.contains { $0.name == text.lowercased() } && (text.contains("/") || text.contains("."))
    }

    private func own(_ url: URL, layout: CorpusLayout?) throws -> InstalledCorpus {
        let path = url.path(percentEncoded: false)
        let folder = isFolder(url)
        guard folder || Files.size(url) != nil else {
            throw CatalogueError.unreadable(path, cause: "there is no such file")
        }
        guard let layout = layout ?? (folder ? .markdown : Self.layout(of: url)), layout.mayBeFolder || !folder else {
            throw CatalogueError(
                .invalidInput, "corpus.layout", "It is not clear how `\(path)` is laid out.",
                remedy: "Name its layout: \(CorpusLayout.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let hash = folder ? nil : try FileHashIndex(home: settings.home).sha256(of: url)
        return InstalledCorpus(
            name: url.standardizedFileURL.deletingPathExtension().lastPathComponent, url: url, layout: layout,
            source: "path:\(url.standardizedFileURL.path(percentEncoded: false))", bytes: hash?.bytes,
            sha256: hash?.digest)
    }

    private static func layout(of url: URL) -> CorpusLayout? {
        switch url.pathExtension.lowercased() {
        case "jsonl", "ndjson": .jsonl
        case "md", "markdown": .markdown
        case "txt", "text": .text
        default: nil
        }
    }
}
