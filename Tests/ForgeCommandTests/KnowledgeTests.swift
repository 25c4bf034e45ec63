import ForgeCore
import Foundation
import Testing

@Suite("Commands of knowledge bases")
struct KnowledgeTests {
    /// `notes` of words only: two files of one folder, and queries about them.
    private func whenFilled(_ body: (KnowledgeFixture, _ folder: String) async throws -> Void) async throws {
        let fixture = try KnowledgeFixture()
        defer { fixture.remove() }
        try fixture.document("moons/titan.md", "# Titan\nTitan is the largest moon of Saturn.")
        let folder = try fixture.document("paris.txt", "Paris is the capital of France.")
        let made = try await fixture.kb("create", "notes", "--source", folder, "--no-embedder")
        try #require(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("took in 2 documents: 2 added"))
        try await body(fixture, folder)
    }

    @Test func `ids are printed, and judgements that name them are scored`() async throws {
        try await whenFilled { fixture, _ in
            #expect(try await fixture.kb("search", "notes", "largest moon").output.contains("`moons/titan.md`"))
            #expect(try await fixture.kb("show", "notes", "--chunks", "5").output.contains("`moons/titan.md`"))
            let queries = try fixture.forge.write(
                #"{"_id": "1", "text": "largest moon"}"# + "\n" + #"{"_id": "2", "text": "capital of France"}"# + "\n",
                to: "q.jsonl")
            func evaluate(_ judgements: String, _ more: String...) async throws -> ForgeProcess.Result {
                let file = try fixture.forge.write(judgements, to: "j.tsv")
                return try await fixture.forge.run(
                    ["kb", "evaluate", "notes", "--queries", queries, "--judgements", file] + more)
            }
            let good = try await evaluate("1 0 moons/titan.md 1\n2 0 paris.txt 1\n", "--json")
            let report: JSONValue = try JSON.decode(from: good.output)
            #expect(report["methods"]?.array?.first?["ndcg"]?["value"]?.double == 1)
            #expect(report["judged"]?["missing"]?.int == 0 && report["warnings"]?.array?.isEmpty == true)

            let part = try await evaluate("1\tmoons/titan.md\t1\n2\tgone.txt\t1\n")
            #expect(part.status == 0)
            #expect(part.output.contains("1 of 2 judged documents is not in the base (gone.txt)"))

            let none = try await evaluate("1\tx\t1\n2\ty\t1\n")
            #expect(none.status == 2 && none.output.isEmpty)
            #expect(none.errors.contains("None of the 2 judged documents") && none.errors.contains("`paris.txt`"))
            #expect(try await evaluate("1\tx\tmuch\n").errors.contains("j.tsv:1"))
            #expect(try await evaluate("1\tx\t1\n", "--methods", "bm25,bm25").errors.contains("`bm25` twice"))
        }
    }

    @Test func `an ingest that brings nothing fails, with the cause`() async throws {
        try await whenFilled { fixture, folder in
            #expect(try await fixture.kb("ingest", "notes", folder).status == 0)
            let other = fixture.forge.home.appending(path: "other")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            let empty = try await fixture.kb("ingest", "notes", other.path)
            #expect(empty.status == 2 && empty.errors.contains("no document in it"))
            try Data("no text".utf8).write(to: other.appending(path: "a.pdf"))
            let odd = try await fixture.kb("ingest", "notes", other.path)
            #expect(odd.status == 2 && odd.errors.contains("a.pdf"))
            let vanish = try await fixture.kb("ingest", "notes", other.path, "--remove-vanished")
            #expect(vanish.status == 2 && vanish.errors.contains("--allow-empty"))
            #expect(try await fixture.json("show", "notes")["info"]?["documents"]?.int == 2)
            #expect(
                try await fixture.kb("ingest", "notes", other.path, "--remove-vanished", "--allow-empty").status == 0)
            #expect(try await fixture.json("show", "notes")["info"]?["documents"]?.int == 0)
            let search = try await fixture.kb("search", "notes", "moon")
            #expect(search.status == 0 && search.errors.contains("is empty"))
        }
    }

    @Test func `equal names in two folders are counted, with a remedy`() async throws {
        try await whenFilled { fixture, folder in
            let other = fixture.forge.home.appending(path: "other")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            try Data("Another Paris, in Texas.".utf8).write(to: other.appending(path: "paris.txt"))
            try Data("Something new.".utf8).write(to: other.appending(path: "new.txt"))
            let result = try await fixture.kb("ingest", "notes", folder, other.path)
            #expect(result.status == 0)
            #expect(result.output.contains("took in 3 of 4 documents"))
            #expect(result.output.contains("1 with an id that is taken"))
            #expect(result.output.contains("ingest the folder above both") && !result.output.contains("unreadable"))
        }
    }

    @Test func `a failed create is gone on with by the same command, not by another`() async throws {
        let fixture = try KnowledgeFixture()
        defer { fixture.remove() }
        let empty = try fixture.document("a.pdf", "no text")
        let create = ["kb", "create", "notes", "--source", empty, "--no-embedder"]
        let failed = try await fixture.forge.run(create)
        #expect(failed.status == 2 && failed.errors.contains("the same command goes on"))
        try fixture.document("a.txt", "A text.")
        let other = try await fixture.forge.run(create + ["--tokens", "128"])
        #expect(other.status == 1 && other.errors.contains("256 tokens, not 128 tokens"))
        let again = try await fixture.forge.run(create)
        #expect(again.status == 0 && again.output.contains("took in 1 document: 1 added"))
        let third = try await fixture.forge.run(create)
        #expect(third.status == 1 && third.errors.contains("forge kb ingest notes"))
    }

    @Test func `a damaged base is named in the list and can be deleted, and the others are shown`() async throws {
        try await whenFilled { fixture, _ in
            let folder = fixture.forge.home.appending(path: "knowledge/broken")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data("no database, but long enough to be looked at".utf8).write(
                to: folder.appending(path: "base.sqlite"))
            let list = try await fixture.kb("list")
            #expect(
                list.status == 0 && list.output.contains("notes") && list.errors.contains("`broken` cannot be read"))
            #expect(try await fixture.kb("delete", "broken", "--yes").status == 0)
            #expect(try await fixture.kb("list").errors.isEmpty)
            #expect(try await fixture.kb("info", "notes").output.contains("2 in 2 chunks"))
        }
    }

    @Test func `newer versions from another file are taken with --replace`() async throws {
        let fixture = try KnowledgeFixture()
        defer { fixture.remove() }
        let old = try fixture.forge.write(#"{"_id": "1", "text": "Old."}"# + "\n", to: "old.jsonl")
        let new = try fixture.forge.write(#"{"_id": "1", "text": "New."}"# + "\n", to: "new.jsonl")
        #expect(try await fixture.kb("create", "a", "--source", old, "--no-embedder").status == 0)
        let refused = try await fixture.kb("ingest", "a", new)
        #expect(refused.status == 2 && refused.errors.contains("--replace"))
        #expect(try await fixture.kb("ingest", "a", new, "--replace").status == 0)
        #expect(try await fixture.kb("show", "a", "--chunks", "1").output.contains("New."))
    }

    @Test func `an encoder that cannot be fetched is named`() async throws {
        let fixture = try KnowledgeFixture()
        defer { fixture.remove() }
        let folder = try fixture.document("a.txt", "A text.")
        try FileManager.default.removeItem(at: fixture.weights)
        let result = try await fixture.kb("create", "a", "--source", folder)
        #expect(result.status == 1)
        #expect(result.errors.contains("The embedder `\(KnowledgeFixture.embedder)` is not on this machine"))
        #expect(result.errors.contains("forge encoders pull \(KnowledgeFixture.embedder)"))
        #expect(try await fixture.json("list").array?.isEmpty == true)
    }

    @Test func `a folder of the current folder is a source when no corpus has its name`() async throws {
        let fixture = try KnowledgeFixture()
        defer { fixture.remove() }
        try fixture.document("a.txt", "A text.")
        let made = try await fixture.forge.run(
            ["kb", "create", "notes", "--source", "docs", "--no-embedder"], in: fixture.forge.home)
        #expect(made.status == 0, "\(made.errors)")
        let nothing = try await fixture.kb("create", "more", "--source", "dosc", "--no-embedder")
        #expect(nothing.status == 1 && nothing.errors.contains("no corpus, file or folder `dosc`"))
        #expect(try await fixture.json("list").array?.count == 1)
    }

    @Test(arguments: ["kb", "corpora", "encoders", "models", "datasets"])
    func `a word that is no command of a group is answered with the group's commands`(_ group: String) async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let wrong = try await forge.run(group, "lsit")
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("`forge \(group)` has no command `lsit`. Did you mean `list`?"))
        #expect(wrong.errors.contains("Usage: forge \(group) <command>"))
        #expect(try await forge.run(group, "--json").status == 0)
    }

    @Test func `without QDRANT_URL nothing is made, and --tokens says what it takes`() async throws {
        let fixture = try KnowledgeFixture()
        defer { fixture.remove() }
        let folder = try fixture.document("a.txt", "A text.")
        let tokens = try await fixture.kb("create", "a", "--source", folder, "--tokens", "4")
        #expect(tokens.status == 2 && tokens.errors.contains("from 8 to 8192"))
        let far = try await fixture.kb("create", "a", "--source", folder, "--no-embedder", "--qdrant")
        #expect(far.status == 2)
        #expect(try await fixture.json("list").array?.isEmpty == true)
    }
}

@Suite(
    "Commands of knowledge bases with a network", .serialized,
    .enabled(if: KnowledgeFixture.isAvailable, "\(KnowledgeFixture.hint)"))
struct EmbeddedKnowledgeTests {
    @Test func `a reranker that is not here and an embedder that is removed are told with what follows`() async throws {
        let fixture = try KnowledgeFixture()
        defer { fixture.remove() }
        let folder = try fixture.document("a.txt", "A text about moons.")
        let inPlace = try await fixture.forge.run("encoders", "remove", KnowledgeFixture.embedder)
        #expect(inPlace.status == 1 && inPlace.errors.contains("used where it lies"))
        let pulled = try await fixture.forge.run("encoders", "pull", KnowledgeFixture.embedder)
        #expect(pulled.status == 0)
        // Of six files the weights alone are worth a line.
        #expect(pulled.errors.split(separator: "\n").count <= 1, "\(pulled.errors)")
        let made = try await fixture.kb("create", "notes", "--source", folder)
        #expect(made.status == 0, "\(made.errors)")

        let reranked = try await fixture.forge.run(
            ["kb", "search", "notes", "moon", "--method", "reranked"], environment: ["FORGE_SHARED": "/nowhere"])
        #expect(reranked.status == 1)
        #expect(reranked.errors.contains("the catalogue's default"))
        #expect(reranked.errors.contains("--reranker NAME") && reranked.errors.contains("forge encoders pull"))

        // Without its source too, nothing of it is left here.
        try FileManager.default.removeItem(at: fixture.weights)
        let removed = try await fixture.forge.run("encoders", "remove", KnowledgeFixture.embedder)
        #expect(removed.status == 0)
        #expect(removed.errors.contains("`notes` was made with \(KnowledgeFixture.embedder)"))
        #expect(removed.errors.contains("forge encoders pull \(KnowledgeFixture.embedder)"))
    }
}
