import ForgeCore
package import Foundation

/// The models of the catalogue in the home folder: `models/<name>/<file>` with a receipt beside it.
package struct ModelLibrary: Sendable {
    package let catalogue: Catalogue
    package let settings: PullSettings

    package init(catalogue: Catalogue, settings: PullSettings) {
        self.catalogue = catalogue
        self.settings = settings
    }

    package func list() -> [ModelStatus] { catalogue.models.map(status) }

    /// - Throws: not found, with the nearest names.
    package func info(_ name: String) throws -> ModelStatus { status(of: try catalogue.model(name)) }

    /// Downloads a model unless it is there, and returns it.
    ///
    /// - Parameter force: download although it is there.
    @discardableResult
    package func pull(
        _ name: String, force: Bool = false, progress: @escaping ProgressHandler = { _ in }
    ) async throws -> ModelFile {
        let entry = try catalogue.model(name)
        _ = try await Puller(settings: settings, report: progress)
            .pull(entry.file, to: original(entry), name: "model-\(entry.name)", force: force)
        return try resolve(entry.name)
    }

    /// Takes a model and its variants off this machine. What another tool put into the Hub's cache stays there.
    package func remove(_ name: String) throws -> Removal {
        let entry = try catalogue.model(name)
        let folder = folder(entry.name)
        guard FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) else {
            throw CatalogueError.notInstalled("model", entry.name)
        }
        return try Remover.remove(folder, installed: original(entry))
    }

    /// The file to load for a catalogue name or the path of a GGUF file.
    ///
    /// - Parameter original: the file as it was pulled even where a tuned variant exists.
    /// - Throws: not found (with the nearest names, or saying how to pull it), or invalid input for a file that is
    ///   not GGUF.
    package func resolve(_ nameOrPath: String, original wantsOriginal: Bool = false) throws -> ModelFile {
        if let path = localPath(nameOrPath) {
            let url = URL(filePath: path)
            return try file(
                url, name: url.deletingPathExtension().lastPathComponent, entry: nil, original: wantsOriginal)
        }
        let entry = try catalogue.model(nameOrPath)
        let url = original(entry)
        guard Files.size(url) != nil else { throw CatalogueError.notInstalled("model", entry.name) }
        return try file(url, name: entry.name, entry: entry, original: wantsOriginal)
    }

    // MARK: Tuned variants

    /// Where variants of a model are kept, beside the original.
    package func folder(_ name: String) -> URL {
        settings.home.models.appending(path: name, directoryHint: .isDirectory)
    }

    /// Makes `resolve` return a variant from now on.
    package func setTuned(_ tuned: TunedModel, for name: String) throws {
        let url = folder(name).appending(path: tuned.file)
        guard CatalogueParser.isFileName(tuned.file), Files.size(url) != nil else {
            throw CatalogueError.unreadable(url.path(percentEncoded: false), cause: "there is no such variant")
        }
        try Files.write(try JSON.data(tuned, pretty: true), to: tunedFile(name))
    }

    /// Goes back to the original; the variant's file is deleted.
    package func clearTuned(for name: String) throws {
        guard let tuned = tuned(name) else { return }
        try Files.remove(tunedFile(name))
        try Files.remove(folder(name).appending(path: tuned.file))
    }

    // MARK: Details

    private func original(_ entry: ModelEntry) -> URL { folder(entry.name).appending(path: entry.file.name) }

    private func tunedFile(_ name: String) -> URL { folder(name).appending(path: "tuned.json") }

    private func tuned(_ name: String) -> TunedModel? {
        guard let data = try? Data(contentsOf: tunedFile(name)),
            let tuned = try? JSON.decode(TunedModel.self, from: data), CatalogueParser.isFileName(tuned.file)
        else { return nil }
        return tuned
    }

    private func status(of entry: ModelEntry) -> ModelStatus {
        let url = original(entry)
        let receipt = Files.size(url) == nil ? nil : Receipt.read(for: url)
        return ModelStatus(
            entry: entry, isDefault: entry.name == catalogue.defaultModel, receipt: receipt,
            tuned: receipt == nil ? nil : tuned(entry.name),
            path: receipt == nil ? nil : url.path(percentEncoded: false))
    }

    /// A catalogue name goes first; anything with a slash or that ends in `.gguf` is a path.
    private func localPath(_ text: String) -> String? {
        if catalogue.models.contains(where: { $0.name == text.lowercased() }) { return nil }
        return text.contains("/") || text.lowercased().hasSuffix(".gguf") ? text : nil
    }

    private func file(_ url: URL, name: String, entry: ModelEntry?, original: Bool) throws -> ModelFile {
        try GGUFCheck.check(url)
        let index = FileHashIndex(home: settings.home)
        let (digest, bytes) = try index.sha256(of: url)
        let receipt = entry == nil ? nil : Receipt.read(for: url)
        if let receipt, receipt.sha256 != digest { throw Self.altered(name, url) }
        guard !original, let tuned = tuned(name) else {
            return ModelFile(name: name, url: url, bytes: bytes, sha256: digest, entry: entry, receipt: receipt)
        }
        guard tuned.originalSHA256 == digest else {
            // Another file of the same name by path has nothing to do with this variant.
            guard entry != nil else { return ModelFile(name: name, url: url, bytes: bytes, sha256: digest) }
            throw Self.staleVariant(name)
        }
        let variant = folder(name).appending(path: tuned.file)
        try GGUFCheck.check(variant)
        let (variantDigest, variantBytes) = try index.sha256(of: variant)
        return ModelFile(
            name: name, url: variant, bytes: variantBytes, sha256: variantDigest, entry: entry, tuned: tuned,
            receipt: receipt)
    }

    private static func altered(_ name: String, _ url: URL) -> CatalogueError {
        CatalogueError(
            .conflict, "model.altered", "The file of `\(name)` is no longer the one that was pulled.",
            cause: url.path(percentEncoded: false), remedy: "Run `forge models pull \(name) --force`.")
    }

    private static func staleVariant(_ name: String) -> CatalogueError {
        CatalogueError(
            .conflict, "model.stale-variant", "The tuned variant of `\(name)` was made from another file.",
            remedy: "Run `forge models tune \(name)` again, or ask for the original.")
    }
}
