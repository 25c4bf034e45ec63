import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

struct SamplingTests {
    /// Positions computed by an independent program from the definitions of SplitMix64, Lemire's method and
    /// Fisher–Yates.
    @Test(arguments: [
        (UInt64(42), [41, 160, 223, 280, 346, 741, 802, 868]), (UInt64(43), [5, 101, 325, 433, 613, 728, 831, 884]),
    ])
    func `a seed chooses the same records on every machine, in the order of the data`(
        _ seed: UInt64, _ positions: [Int]
    ) async throws {
        try await withLibrary(records: 1000) { library, _ in
            let set = try await library.sample(dataset: "numbers", count: 8, seed: seed)
            #expect(set.samples.map(\.id) == positions.map { "numbers-all-\($0 + 1)" })
            #expect(set.samples.map(\.question) == positions.map { "question \($0 + 1)?" })
            #expect(set.population == 1000)
            #expect(set.seed == seed)
        }
    }

    /// The first of the published subset of HotpotQA, computed by CPython: `random.Random(233).shuffle(range(7405))`.
    @Test func `a published subset that was drawn in Python can be drawn again`() async throws {
        try await withLibrary(records: 7405) { library, _ in
            let set = try await library.sample(dataset: "numbers", count: 10, seed: 233, order: .pythonShuffle)
            let positions = [3687, 6238, 5388, 3522, 3824, 2866, 1551, 2544, 1557, 5762]
            #expect(set.samples.map(\.question) == positions.map { "question \($0 + 1)?" })
            // Kept apart from the usual choice of the same seed.
            let usual = try await library.sample(dataset: "numbers", count: 10, seed: 233)
            #expect(usual.samples != set.samples && library.savedSamples().count == 2)
            #expect(try await library.sample(dataset: "numbers", count: 10, seed: 233, order: .pythonShuffle) == set)
            let all = try await library.sample(dataset: "numbers", count: nil, seed: 233, order: .pythonShuffle)
            #expect(all.samples.prefix(10) == set.samples.prefix(10) && Set(all.samples.map(\.id)).count == 7405)
        }
    }

    @Test func `a saved sample is named by its data and reused without reading the records`() async throws {
        try await withLibrary(records: 20) { library, _ in
            let first = try await library.sample(dataset: "numbers", count: 5, seed: 1)
            let saved = try #require(library.savedSamples().first)
            #expect(saved.file.lastPathComponent.hasPrefix("numbers-all-n5-s1-"))
            #expect(saved.sample.contentHash == (try first.contentHash()))
            let before = try modified(saved.file)
            #expect(try await library.sample(dataset: "numbers", count: 5, seed: 1) == first)
            #expect(try modified(saved.file) == before)
            #expect(library.savedSamples(of: "numbers").count == 1)
            #expect(library.savedSamples(of: "letters").isEmpty)
        }
    }

    @Test func `changed data give another sample file`() async throws {
        try await withLibrary(records: 20) { library, data in
            let first = try await library.sample(dataset: "numbers", count: 5, seed: 1)
            try Self.content(21).write(to: data)
            let second = try await library.sample(dataset: "numbers", count: 5, seed: 1)
            #expect(first.datasetHash != second.datasetHash)
            #expect(second.population == 21)
            #expect(library.savedSamples().count == 2)
        }
    }

    @Test func `a local file that is not what its catalogue says is refused`() async throws {
        try await withLibrary(records: 20) { library, data in
            var catalogue = library.catalogue
            catalogue.datasets[0].splits[0].file.sources[0].sha256 = try Digest.sha256(
                fileAt: data.path(percentEncoded: false))
            let pinned = DatasetLibrary(catalogue: catalogue, settings: library.settings)
            let entry = try pinned.catalogue.dataset("numbers")
            #expect(try await pinned.sample(dataset: "numbers", count: 5, seed: 1).population == 20)
            try Self.content(21).write(to: data)
            let error = await failure { try await pinned.sample(dataset: "numbers", count: 5, seed: 1) }
            #expect(error?.code == "dataset.altered")
            #expect(await failure { try pinned.samples(of: entry, split: entry.splits[0]) }?.code == "dataset.altered")
        }
    }

    @Test func `a saved sample that was altered is refused`() async throws {
        try await withLibrary(records: 20) { library, _ in
            _ = try await library.sample(dataset: "numbers", count: 5, seed: 1)
            let file = try #require(library.savedSamples().first).file
            let text = try String(contentsOf: file, encoding: .utf8)
            try text.replacing("\"answer ", with: "\"Answer ").write(to: file, atomically: true, encoding: .utf8)
            let error = await failure { try await library.sample(dataset: "numbers", count: 5, seed: 1) }
            #expect(error?.code == "sample.altered")
            try Data("{}".utf8).write(to: file)
            #expect(await failure { try await library.sample(dataset: "numbers", count: 5, seed: 1) } != nil)
        }
    }

    @Test func `more than there is is refused, saying how many there are`() async throws {
        try await withLibrary(records: 20) { library, _ in
            let error = await failure { try await library.sample(dataset: "numbers", count: 21, seed: 1) }
            #expect(error?.code == "sample.too-large")
            #expect(error?.cause == "it has 20 records")
            #expect(
                await failure { try await library.sample(dataset: "numbers", count: 0, seed: 1) }?.code == "sample.size"
            )
        }
    }

    @Test func `all records come in the order of the file`() async throws {
        try await withLibrary(records: 20) { library, _ in
            let set = try await library.sample(dataset: "numbers", count: nil, seed: 1)
            #expect(set.samples.map(\.id) == (1...20).map { "numbers-all-\($0)" })
        }
    }

    @Test func `another column mapping does not reuse the sample`() async throws {
        try await withLibrary(records: 20) { library, data in
            let path = data.path(percentEncoded: false)
            let plain = DatasetEntry.own(name: "own", path: path, format: .jsonl)
            let keyed = DatasetEntry.own(
                name: "own", path: path, format: .jsonl, columns: ColumnMapping(id: "question"))
            let first = try await library.sample(plain, count: 3, seed: 1)
            let second = try await library.sample(keyed, count: 3, seed: 1)
            #expect(first.samples.map(\.id) != second.samples.map(\.id))
            #expect(first.samples.map(\.question) == second.samples.map(\.id))
        }
    }

    @Test func `a home that cannot be written is named`() async throws {
        try await withLibrary(records: 20) { library, _ in
            var settings = library.settings
            // A path below a file can be created by nobody, not even by root.
            let file = settings.home.root.appending(path: "file")
            try FileManager.default.createDirectory(at: settings.home.root, withIntermediateDirectories: true)
            try Data().write(to: file)
            settings.home = ForgeHome(root: file.appending(path: "home"))
            let blocked = DatasetLibrary(catalogue: library.catalogue, settings: settings)
            let error = await failure { try await blocked.sample(dataset: "numbers", count: 5, seed: 1) }
            #expect(error?.code == "home.not-writable")
            #expect(error?.remedy?.contains("FORGE_HOME") == true)
        }
    }

    // MARK: Details

    private static func content(_ records: Int) throws -> Data {
        Data(try (1...records).map { try JSON.text(TestContent.question($0)) + "\n" }.joined().utf8)
    }

    private func modified(_ file: URL) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false))[.modificationDate] as? Date
    }

    private func withLibrary(records: Int, _ body: (DatasetLibrary, URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let data = folder.appending(path: "numbers.jsonl")
            try Self.content(records).write(to: data)
            let entry = DatasetEntry.own(name: "numbers", path: data.path(percentEncoded: false), format: .jsonl)
            var settings = try PullSettings(environment: [:])
            settings.home = ForgeHome(root: folder.appending(path: "home"))
            let catalogue = Catalogue(models: [], datasets: [entry], defaultModel: "")
            try await body(DatasetLibrary(catalogue: catalogue, settings: settings), data)
        }
    }
}
