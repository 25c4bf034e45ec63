import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

struct CorpusLibraryTests {
    @Test func `the built-in corpora are pinned or say that they will be`() throws {
        let catalogue = try Catalogue.builtIn()
        #expect(
            Set(catalogue.corpora.map(\.name)) == [
                "wikipedia-vital", "simple-wikipedia", "hotpotqa-passages", "scifact", "wikipedia-sections",
            ])
        let vital = try catalogue.corpus("wikipedia-vital")
        #expect(vital.documents == 10_033 && vital.layout == .wikipediaSummaries && vital.file.sha256 != nil)
        let error = #expect(throws: CatalogueError.self) { try catalogue.corpus("wikipedia-vitals") }
        #expect(error?.code == "corpus.unknown" && error?.remedy?.contains("`wikipedia-vital`") == true)
    }

    @Test(arguments: [
        ("a.jsonl", CorpusLayout.jsonl), ("a.MD", .markdown), ("notes.txt", .text),
    ])
    func `the layout of an own file follows from its name`(_ name: String, _ layout: CorpusLayout) async throws {
        try await withLibrary { library, folder in
            let file = folder.appending(path: name)
            try Data("x".utf8).write(to: file)
            let corpus = try library.resolve(file.path(percentEncoded: false))
            #expect(corpus.layout == layout && corpus.bytes == 1 && corpus.sha256 == Digest.sha256(Data("x".utf8)))
        }
    }

    @Test func `a folder is Markdown unless it is said to be text`() async throws {
        try await withLibrary { library, folder in
            let path = folder.path(percentEncoded: false)
            let (markdown, text) = (try library.resolve(path), try library.resolve(path, layout: .text))
            #expect(markdown.layout == .markdown && text.layout == .text)
            let error = #expect(throws: CatalogueError.self) { try library.resolve(path, layout: .beir) }
            #expect(error?.code == "corpus.layout")
        }
    }

    @Test func `a file of unclear layout and a missing one are told apart`() async throws {
        try await withLibrary { library, folder in
            let file = folder.appending(path: "data.bin")
            try Data("x".utf8).write(to: file)
            let unclear = #expect(throws: CatalogueError.self) { try library.resolve(file.path(percentEncoded: false)) }
            #expect(unclear?.remedy?.contains("wikipedia-sections") == true)
            let missing = #expect(throws: CatalogueError.self) { try library.resolve("nowhere.jsonl") }
            #expect(missing?.code == "file.unreadable")
            let uninstalled = #expect(throws: CatalogueError.self) { try library.resolve("simple-wikipedia") }
            #expect(uninstalled?.code == "corpus.not-installed")
        }
    }

    @Test func `the shared folder's models lie beside its data`() async throws {
        try await withTemporaryFolder { root in
            let data = root.appending(path: "data", directoryHint: .isDirectory)
            try Files.makeDirectory(data)
            try Files.write(Data("{}".utf8), to: root.appending(path: "models/tiny/config.json"))
            for named in [root, data] {
                let settings = try PullSettings(environment: ["FORGE_SHARED": named.path(percentEncoded: false)])
                let file = try #require(settings.sharedFile("models/tiny/config.json"))
                #expect(Files.size(file) == 2)
                #expect(settings.sharedFile("x/y")?.path(percentEncoded: false).hasSuffix("/data/x/y") == true)
            }
        }
    }

    @Test func `a pulled corpus is linked, resolved and removed`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "c.jsonl")
            try Data("{}\n".utf8).write(to: file)
            let entry = CorpusEntry(
                name: "own", summary: "s", layout: .jsonl, licence: "own",
                file: FileEntry(
                    name: "c.jsonl", sources: [FileSource(.path(file.path(percentEncoded: false)), note: "a part")]))
            var settings = try PullSettings(environment: [:])
            settings.home = ForgeHome(root: folder.appending(path: "home"))
            let library = CorpusLibrary(catalogue: Catalogue(corpora: [entry]), settings: settings)
            #expect(try library.resolve("own").note == "a part")
            let pulled = try await library.pull("own")
            #expect(pulled.url == settings.home.corpora.appending(path: "own/c.jsonl"))
            _ = try library.remove("own")
            #expect(Files.size(file) == 3 && Files.size(pulled.url) == nil)
        }
    }

    private func withLibrary(_ body: (CorpusLibrary, URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            var settings = try PullSettings(environment: [:])
            settings.home = ForgeHome(root: folder.appending(path: "home"))
            settings.shared = nil
            try await body(CorpusLibrary(catalogue: try .builtIn(), settings: settings), folder)
        }
    }
}
