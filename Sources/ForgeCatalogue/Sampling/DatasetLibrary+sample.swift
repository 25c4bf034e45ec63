package import ForgeCore
package import Foundation

extension DatasetLibrary {
    /// Rises when a reader makes other samples of the same records, so that saved ones are not taken for theirs.
    static let readerVersion = 1

    /// A seeded sample of a split, the saved one when the same was drawn from the same data before.
    ///
    /// - Parameters:
    ///   - split: the default one for nil.
    ///   - count: number of samples; nil for all.
    ///   - order: how the seed chooses them.
    /// - Throws: invalid input (unknown name, a record that cannot be read, `count` too large), not found when the
    ///   data is not here, conflict when the data or the saved sample were altered.
    package func sample(
        dataset name: String, split: String? = nil, count: Int?, seed: UInt64, order: SampleOrder = .dataset
    ) async throws -> SampleSet {
        try await sample(try catalogue.dataset(name), split: split, count: count, seed: seed, order: order)
    }

    /// The same for own data (`DatasetEntry.own`).
    package func sample(
        _ entry: DatasetEntry, split: String? = nil, count: Int?, seed: UInt64, order: SampleOrder = .dataset
    ) async throws -> SampleSet {
        let split = try entry.split(split)
        let installed = try located(entry, split)
        let hash = try checkedHash(of: installed, entry.name)
        let key = SavedSample.Key(
            dataset: entry.name, split: split.name, datasetHash: hash, format: entry.format, columns: entry.columns,
            task: entry.task, count: count, seed: seed, order: order == .dataset ? nil : order,
            readerVersion: Self.readerVersion)
        if let saved = try saved(key) { return saved.set }
        let all = try file(entry, split, at: installed.url).samples()
        try Task.checkCancellation()
        let set = SampleSet(
            dataset: entry.name, split: split.name, datasetHash: hash, source: installed.source, seed: seed,
            population: all.count,
            samples: try SampleDrawing.draw(count, from: all, seed: seed, order: order, dataset: entry.name))
        try save(SavedSample(key: key, contentHash: try set.contentHash(), set: set))
        return set
    }

    /// The samples that were saved, of one data set or of all, by file name. Files that are not samples are left out.
    package func savedSamples(of dataset: String? = nil) -> [(file: URL, sample: SavedSample)] {
        let folder = settings.home.samples
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return names.sorted().filter { $0.hasSuffix(".json") }.compactMap { name in
            let url = folder.appending(path: name)
            guard let data = try? Data(contentsOf: url), let sample = try? JSON.decode(SavedSample.self, from: data),
                dataset == nil || sample.key.dataset == dataset
            else { return nil }
            return (url, sample)
        }
    }

    // MARK: Details

    private func saved(_ key: SavedSample.Key) throws -> SavedSample? {
        let url = settings.home.samples.appending(path: try key.fileName())
        guard let data = FileManager.default.contents(atPath: url.path(percentEncoded: false)) else { return nil }
        guard let saved = try? JSON.decode(SavedSample.self, from: data), saved.key == key,
            try saved.set.contentHash() == saved.contentHash, saved.set.seed == key.seed,
            saved.set.datasetHash == key.datasetHash
        else {
            throw CatalogueError(
                .conflict, "sample.altered", "The saved sample `\(url.lastPathComponent)` is not as it was saved.",
                cause: "its content does not fit its hash",
                remedy: "Delete `\(url.path(percentEncoded: false))`: the "
                    + "same sample is then drawn again.")
        }
        return saved
    }

    private func save(_ sample: SavedSample) throws {
        let url = settings.home.samples.appending(path: try sample.key.fileName())
        try Files.write(try JSON.data(sample, pretty: true), to: url)
    }

    /// The file's digest, which must be that of the pull, or for a local file the catalogue's. Own data are hashed as
    /// they are.
    func checkedHash(of installed: InstalledSplit, _ name: String) throws -> String {
        let hash = try FileHashIndex(home: settings.home).sha256(of: installed.url).digest
        guard let expected = installed.sha256, expected != hash else { return hash }
        let wasPulled = installed.receipt != nil
        throw CatalogueError(
            .conflict, "dataset.altered",
            "The file of `\(name)` is \(wasPulled ? "no longer the one that was pulled" : "not the catalogue's").",
            cause: installed.url.path(percentEncoded: false),
            remedy: wasPulled
                ? "Run `forge datasets pull \(name) --force`."
                : "Put the right file there, or give this one by its path.")
    }
}
