package import ForgeCore
import Foundation

/// The data sets of the catalogue: pulled ones in `datasets/<name>/`, local ones where they are.
package struct DatasetLibrary: Sendable {
    package let catalogue: Catalogue
    package let settings: PullSettings

    package init(catalogue: Catalogue, settings: PullSettings) {
        self.catalogue = catalogue
        self.settings = settings
    }

    package func list() -> [DatasetStatus] { catalogue.datasets.map(status) }

    /// - Throws: not found, with the nearest names.
    package func info(_ name: String) throws -> DatasetStatus { status(of: try catalogue.dataset(name)) }

    /// Downloads a split (the default one for nil) unless it is there.
    @discardableResult
    package func pull(
        _ name: String, split: String? = nil, force: Bool = false, progress: @escaping ProgressHandler = { _ in }
    ) async throws -> InstalledSplit {
        let entry = try catalogue.dataset(name)
        let split = try entry.split(split)
        _ = try await Puller(settings: settings, report: progress)
            .pull(split.file, to: target(entry, split), name: "dataset-\(entry.name)-\(split.name)", force: force)
        return try located(entry, split)
    }

    /// Takes the pulled splits (or the named one) off this machine. Local files and saved samples stay.
    package func remove(_ name: String, split: String? = nil) throws -> Removal {
        let entry = try catalogue.dataset(name)
        let splits = try split.map { [try entry.split($0)] } ?? entry.splits
        let pulled = splits.filter { Receipt.read(for: target(entry, $0)) != nil }
        guard !pulled.isEmpty else { throw CatalogueError.notInstalled("data set", entry.name) }
        let removals = try pulled.map { try Remover.removeFile(target(entry, $0)) }
        return Removal(files: removals.flatMap(\.files), freed: removals.reduce(0) { $0 + $1.freed })
    }

    /// All samples of a split in the order of the file.
    ///
    /// - Throws: as `sample`.
    package func samples(of entry: DatasetEntry, split: DatasetSplit) throws -> [Sample] {
        let installed = try located(entry, split)
        if installed.sha256 != nil { _ = try checkedHash(of: installed, entry.name) }
        return try file(entry, split, at: installed.url).samples()
    }

    /// The split's file: the pulled one, else the first local source that exists.
    ///
    /// - Throws: not found, saying how to pull it.
    package func located(_ entry: DatasetEntry, _ split: DatasetSplit) throws -> InstalledSplit {
        guard let installed = installed(entry, split) else {
            throw missing(entry, split)
        }
        return installed
    }

    func file(_ entry: DatasetEntry, _ split: DatasetSplit, at url: URL) -> DatasetFile {
        DatasetFile(
            url: url, format: entry.format, columns: entry.columns, task: entry.task,
            idPrefix: "\(entry.name)-\(split.name)")
    }

    // MARK: Details

    private func target(_ entry: DatasetEntry, _ split: DatasetSplit) -> URL {
        settings.home.datasets.appending(path: "\(entry.name)/\(split.file.name)")
    }

    private func status(of entry: DatasetEntry) -> DatasetStatus {
        DatasetStatus(
            entry: entry,
            splits: entry.splits.map { .init(split: $0, installed: installed(entry, $0)) })
    }

    private func installed(_ entry: DatasetEntry, _ split: DatasetSplit) -> InstalledSplit? {
        let url = target(entry, split)
        if let bytes = Files.size(url), let receipt = Receipt.read(for: url) {
            return InstalledSplit(
                url: url, source: receipt.source, bytes: bytes, sha256: receipt.sha256, receipt: receipt,
                note: receipt.note)
        }
        for source in split.file.sources {
            guard let local = settings.localURL(source.location), let bytes = Files.size(local) else { continue }
            return InstalledSplit(
                url: local, source: source.location.description, bytes: bytes, sha256: source.sha256, receipt: nil,
                note: source.note)
        }
        return nil
    }

    private func missing(_ entry: DatasetEntry, _ split: DatasetSplit) -> CatalogueError {
        let paths = split.file.sources.compactMap { source in
            if case .path(let path) = source.location { path } else { nil }
        }
        guard paths.count == split.file.sources.count else {
            var error = CatalogueError.notInstalled("data set", entry.name)
            error.remedy = "Run `forge datasets pull \(entry.name) --split \(split.name)`."
            return error
        }
        return .unreadable(paths.joined(separator: ", "), cause: "there is no such file")
    }
}
