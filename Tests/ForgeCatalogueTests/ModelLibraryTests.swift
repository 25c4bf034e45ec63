import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

struct ModelLibraryTests {
    @Test func `a GGUF file is resolved by its path`() async throws {
        try await withLibrary { library, file in
            let model = try library.resolve(file.path(percentEncoded: false))
            #expect(model.name == "weights")
            #expect(model.bytes == 1000)
            #expect(model.sha256 == Digest.sha256(TestContent.gguf(bytes: 1000)))
            #expect(model.entry == nil)
        }
    }

    @Test func `a file that is not GGUF, one cut short and one that is missing are told apart`() async throws {
        try await withLibrary { library, file in
            try Data("PK not a model, but long enough to be one".utf8).write(to: file)
            let path = file.path(percentEncoded: false)
            #expect(#expect(throws: CatalogueError.self) { try library.resolve(path) }?.code == "model.not-gguf")
            try Data("GGUF".utf8).write(to: file)
            let short = #expect(throws: CatalogueError.self) { try library.resolve(path) }
            #expect(short?.cause == "it has only 4 bytes")
            let missing = #expect(throws: CatalogueError.self) { try library.resolve("/nowhere/x.gguf") }
            #expect(missing?.code == "file.unreadable")
        }
    }

    @Test func `a model of the catalogue that is not here says how to pull it`() async throws {
        try await withLibrary { library, _ in
            let error = #expect(throws: CatalogueError.self) { try library.resolve("Phi-2") }
            #expect(error?.code == "model.not-installed")
            #expect(error?.remedy == "Run `forge models pull phi-2`.")
        }
    }

    @Test func `the hash of an unchanged file is not computed again, that of a changed one is`() async throws {
        try await withLibrary { library, file in
            let path = file.path(percentEncoded: false)
            let first = try library.resolve(path).sha256
            let index = library.settings.home.root.appending(path: "hashes.json")
            let text = try String(contentsOf: index, encoding: .utf8)
            // A marked entry shows that the index is what answers.
            try text.replacing(first, with: String(repeating: "0", count: 64))
                .write(to: index, atomically: true, encoding: .utf8)
            #expect(try library.resolve(path).sha256 == String(repeating: "0", count: 64))
            try TestContent.gguf(bytes: 1001).write(to: file)
            #expect(try library.resolve(path).sha256 == Digest.sha256(TestContent.gguf(bytes: 1001)))
        }
    }

    @Test func `a pulled local model is linked, tuned, restored and removed`() async throws {
        try await withLibrary { library, file in
            let original = try await library.pull("local")
            #expect(original.tuned == nil)
            let variant = library.folder("local").appending(path: "weights.Q4_0.gguf")
            try TestContent.gguf(bytes: 500).write(to: variant)
            let tuned = TunedModel(
                file: "weights.Q4_0.gguf", format: "Q4_0", originalSHA256: original.sha256,
                measurements: ["decode": 152])
            try library.setTuned(tuned, for: "local")
            #expect(try library.resolve("local").bytes == 500)
            #expect(try library.resolve("local").tuned?.format == "Q4_0")
            #expect(try library.resolve("local", original: true) == original)
            #expect(try library.info("local").tuned?.format == "Q4_0")
            try library.clearTuned(for: "local")
            #expect(try library.resolve("local") == original)
            _ = try library.remove("local")
            #expect(try library.info("local").isInstalled == false)
            #expect(FileManager.default.fileExists(atPath: file.path(percentEncoded: false)))
        }
    }

    @Test func `a variant of another original is refused`() async throws {
        try await withLibrary { library, _ in
            try await library.pull("local")
            try TestContent.gguf(bytes: 500).write(to: library.folder("local").appending(path: "v.gguf"))
            try library.setTuned(TunedModel(file: "v.gguf", format: "Q8_0", originalSHA256: "other"), for: "local")
            let error = #expect(throws: CatalogueError.self) { try library.resolve("local") }
            #expect(error?.code == "model.stale-variant")
        }
    }

    @Test func `a pulled file that changed afterwards is refused`() async throws {
        try await withLibrary { library, file in
            try await library.pull("local")
            try TestContent.gguf(bytes: 1002).write(to: file)
            let error = #expect(throws: CatalogueError.self) { try library.resolve("local") }
            #expect(error?.code == "model.altered")
        }
    }

    @Test func `what list prints as JSON names sources, hashes and state`() async throws {
        try await withLibrary { library, _ in
            try await library.pull("local")
            let text = try JSON.text(library.list().map(\.summary))
            let models = try JSON.decode([JSONValue].self, from: text)
            let local = try #require(models.first { $0["name"] == "local" })
            #expect(local["isInstalled"] == true && local["bytes"] == 1000)
            #expect(local["receipt"]?["verified"] == "first-pull")
            let phi = try #require(models.first { $0["name"] == "phi-2" })
            #expect(phi["isInstalled"] == false)
            #expect(phi["sources"]?.array?.first?["source"] == "hf:TheBloke/phi-2-GGUF@main/phi-2.Q4_K_M.gguf")
            #expect(phi["sources"]?.array?.first?["hash"] == "hash from the Hub, pinned at first pull")
        }
    }

    @Test func `a full disk is known by the system's error`() throws {
        let full = URL(filePath: "/dev/full")
        try #require(FileManager.default.fileExists(atPath: full.path()))
        let error = #expect(throws: CatalogueError.self) {
            var writer = try FileWriter(full, truncate: false)
            try TestContent.gguf(bytes: 10).withUnsafeBytes { try writer.write($0) }
        }
        #expect(error?.kind == .resourceExhausted)
        #expect(error?.code == "disk.full")
    }

    @Test func `a download that cannot fit is refused before it begins`() throws {
        let error = #expect(throws: CatalogueError.self) {
            try Files.requireSpace(Int.max, at: FileManager.default.temporaryDirectory)
        }
        #expect(error?.code == "disk.full")
        #expect(error?.cause?.contains("are free") == true)
    }

    private func withLibrary(_ body: (ModelLibrary, URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "weights.gguf")
            try TestContent.gguf(bytes: 1000).write(to: file)
            var catalogue = try Catalogue.builtIn()
            let source = FileSource(.path(file.path(percentEncoded: false)))
            catalogue.models.append(
                ModelEntry(
                    name: "local", summary: "a file", kind: .base, contextLength: 10, licence: "own",
                    file: FileEntry(name: "weights.gguf", sources: [source])))
            var settings = try PullSettings(environment: [:])
            settings.home = ForgeHome(root: folder.appending(path: "home"))
            try await body(ModelLibrary(catalogue: catalogue, settings: settings), file)
        }
    }
}
