import ForgeCore
import ForgeRetrieval
import Foundation
import Testing

@Suite struct `Sources of documents` {
    private func ingest(
        _ library: TemporaryLibrary, _ source: DocumentSource
    ) async throws -> (IngestReport, [StoredChunk], KnowledgeBase) {
        let base = try await library.make()
        let report = try await base.ingest(IngestRequest([source]))
        return (report, try await base.chunks(ChunkQuery(limit: 1000)).chunks, base)
    }

    @Test func `Markdown: front matter is passed over, headings open sections, code is text`() async throws {
        let library = try TemporaryLibrary()
        let file = try library.file(
            "note.md",
            """
            ---
            title: hidden
            ---
            Lead.

            # The title #

            Under it.
            ## C#
            ```
            # no heading
            ```
            Underlined
            still text

            Setext heading
            --------------
            Last.
            #hashtag
            """)
        let (report, chunks, _) = try await ingest(library, .markdown(file))
        #expect(report.added == 1 && report.issues.isEmpty)
        #expect(chunks.map(\.title).allSatisfy { $0 == "The title" })
        #expect(chunks.map(\.section) == [nil, "The title", "C#", "Setext heading"])
        #expect(
            chunks.map(\.text) == [
                "Lead.", "Under it.", "```\n# no heading\n```\nUnderlined\nstill text", "Last.\n#hashtag",
            ])
    }

    @Test func `A folder's text files are taken in order of path, other files are not`() async throws {
        let library = try TemporaryLibrary()
        let folder = library.folder.appending(path: "notes", directoryHint: .isDirectory)
        _ = try library.file("notes/b.txt", "Second file.")
        _ = try library.file("notes/a/x.md", "# Deep\nFirst file.")
        _ = try library.file("notes/c.png", "no text")
        _ = try library.file("notes/.hidden.txt", "not this")
        let (report, chunks, _) = try await ingest(library, .detect(folder))
        #expect(report.read == 2 && report.kept == 2 && report.leftOut == 0)
        #expect(chunks.map(\.document) == ["a/x.md", "b.txt"])
        #expect(chunks.map(\.title) == ["Deep", "b"])
    }

    @Test func `What is passed over in a folder is counted and named`() async throws {
        let library = try TemporaryLibrary()
        for number in 0..<7 { _ = try library.file("notes/\(number).pdf", "no text") }
        _ = try library.file("notes/a.md", "One text.")
        _ = try library.file("notes/.hidden.txt", "not this")
        _ = try library.file("notes/.git/x.md", "nor this")
        _ = try library.file("notes/.git/y.md", "nor that")
        let folder = library.folder.appending(path: "notes", directoryHint: .isDirectory)
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "link.md"), withDestinationURL: folder.appending(path: "a.md"))
        let (report, chunks, _) = try await ingest(library, .detect(folder))
        #expect(chunks.map(\.document) == ["a.md"])
        let skipped = try #require(report.skipped)
        #expect(skipped.map(\.reason) == [.ending, .link, .hidden])
        #expect(skipped.map(\.count) == [7, 1, 2])
        #expect(skipped.first?.names == ["0.pdf", "1.pdf", "2.pdf", "3.pdf", "4.pdf"])
        #expect(skipped.last?.names.map { $0.prefix(4) } == [".git", ".hid"])
    }

    @Test func `A folder that is a link is read like the one it leads to`() async throws {
        let library = try TemporaryLibrary()
        _ = try library.file("real/a.txt", "One text.")
        let link = library.folder.appending(path: "link")
        try FileManager.default.createSymbolicLink(
            at: link, withDestinationURL: library.folder.appending(path: "real"))
        let (_, chunks, _) = try await ingest(library, .detect(link))
        #expect(chunks.map(\.document) == ["a.txt"])
    }

    @Test(arguments: ["note.md", "note.json", "note.jsonl"])
    func `A byte order mark is no part of a text`(_ name: String) async throws {
        let library = try TemporaryLibrary()
        let content =
            name == "note.md"
            ? "# The title\nText." : #"{"title": "The title", "text": "Text."}"# + "\n"
        let text = name == "note.json" ? "[\(content)]" : content
        let (report, chunks, _) = try await ingest(
            library, .detect(try library.file(name, Data([0xEF, 0xBB, 0xBF] + text.utf8))))
        #expect(report.issues.isEmpty)
        #expect(chunks.map(\.title) == ["The title"] && chunks.map(\.text) == ["Text."])
    }

    @Test func `An ingest that brings nothing says why`() async throws {
        let library = try TemporaryLibrary()
        let folder = library.folder.appending(path: "notes", directoryHint: .isDirectory)
        _ = try library.file("notes/a.pdf", "no text")
        let (empty, _, base) = try await ingest(library, .detect(folder))
        let error = try #require(empty.nothingTaken(into: "base", from: ["notes"]))
        #expect(error.cause?.contains("no document in it") == true && error.cause?.contains("a.pdf") == true)
        _ = try library.file("notes/latin.txt", Data([0x63, 0xE9]))
        let unreadable = try await base.ingest(IngestRequest([.folder(folder)]))
        #expect(unreadable.nothingTaken(into: "base", from: ["notes"])?.cause?.contains("1 is unreadable") == true)
        _ = try library.file("notes/good.txt", "Good text.")
        let first = try await base.ingest(IngestRequest([.folder(folder)]))
        #expect(first.nothingTaken(into: "base", from: ["notes"]) == nil)
        let again = try await base.ingest(IngestRequest([.folder(folder)]))
        #expect(again.unchanged == 1 && again.nothingTaken(into: "base", from: ["notes"]) == nil)
    }

    @Test func `JSONL: BEIR's layout, sections, own columns, numbers as ids, no id`() async throws {
        let library = try TemporaryLibrary()
        let file = try library.file(
            "mixed.jsonl",
            #"{"_id": "x", "title": "One", "text": "First text.", "url": "https://example.org/1"}"# + "\r\n\n"
                + #"{"pageid": 7, "title": "Two", "section_titles": ["In", "Out"], "section_texts": ["a b", "c\u2028d"]}"#
                + "\n" + #"{"title": "Three", "extract": "Third text."}"# + "\n" + #"{"text": "Nameless."}"#)
        let (report, chunks, _) = try await ingest(library, .jsonl(file))
        #expect(report.added == 4 && report.issues.isEmpty)
        #expect(chunks.map(\.document) == ["x", "7", "7", "Three", "mixed.jsonl:5"])
        #expect(chunks.map(\.section) == [nil, "In", "Out", nil, nil])
        #expect(chunks[0].url == "https://example.org/1")
        #expect(chunks[2].text == "c\u{2028}d")

        let other = try library.file("own.jsonl", #"{"key": "k", "body": "The text.", "text": "not it", "head": "H"}"#)
        let base = try await library.make("own")
        _ = try await base.ingest(
            IngestRequest([.jsonl(other, JSONColumns(id: "key", title: "head", text: "body"))]))
        let chunk = try #require(try await base.chunks().chunks.first)
        #expect((chunk.document, chunk.title, chunk.text) == ("k", "H", "The text."))
    }

    @Test func `What cannot be taken is named by line and counted, and the rest is taken`() async throws {
        let library = try TemporaryLibrary()
        var data = Data(#"{"_id": "1", "title": "A", "text": "good text"}"#.utf8 + [10])
        data += Data(#"{"_id": "2", "title": "B", "text": "bad \#u{0}byte"}"#.utf8.map { $0 == 0 ? 0xFF : $0 } + [10])
        data += Data(#"{"_id": "3", "title": "C", "text": "  "}"#.utf8 + [10])
        data += Data(#"{"_id": "4", "title": "A", "text": "good text"}"#.utf8 + [10])
        data += Data(#"{"_id": "5", "title": "#.utf8 + [10])
        data += Data(#"{"_id": "6", "title": "no text"}"#.utf8 + [10])
        data += Data(#"[1, 2]"#.utf8 + [10])
        data += Data(#"{"_id": "1", "title": "A", "text": "other text"}"#.utf8 + [10])
        let long = String(repeating: "long text ", count: 10_001)
        data += Data(#"{"_id": "9", "title": "L", "text": "\#(long)"}"#.utf8)
        let (report, _, base) = try await ingest(library, .jsonl(try library.file("bad.jsonl", data)))
        #expect(Set(report.issues.map(\.place)) == Set([2, 3, 4, 5, 6, 7, 8, 9].map { "bad.jsonl:\($0)" }))
        #expect(
            report.issueCounts == [
                "not-utf8": 1, "empty": 1, "duplicate": 1, "malformed": 3, "id-taken": 1, "long": 1,
            ])
        #expect(report.read == 9 && report.added == 2 && report.duplicates == 1 && report.empty == 1)
        #expect(report.unreadable == 4 && report.idTaken == 1)
        #expect(report.issues.first { $0.kind == .notUTF8 }?.detail == "Byte 41 is not UTF-8.")
        #expect(report.issues.first { $0.kind == .duplicate }?.detail.contains("`1`") == true)
        #expect(try await base.info().documents == 2)
    }

    @Test func `A file of another encoding in a folder is named, and the rest is taken`() async throws {
        let library = try TemporaryLibrary()
        _ = try library.file("texts/latin.txt", Data([0x63, 0x61, 0x66, 0xE9]))
        _ = try library.file("texts/empty.md", "")
        _ = try library.file("texts/good.txt", "good")
        let (report, chunks, _) = try await ingest(library, .folder(library.folder.appending(path: "texts")))
        #expect(report.issues.map(\.place) == ["empty.md", "latin.txt"])
        #expect(report.issues.map(\.kind) == [.empty, .notUTF8])
        #expect(chunks.map(\.text) == ["good"])
    }

    @Test func `A JSON object of records is read by key`() async throws {
        let library = try TemporaryLibrary()
        let file = try library.file(
            "vital.json", #"{"B": {"title": "B", "extract": "Second."}, "A": {"title": "A", "extract": "First."}}"#)
        let (_, chunks, _) = try await ingest(library, .detect(file))
        #expect(chunks.map(\.text) == ["First.", "Second."])
    }

    @Test func `A source that is not there is an error with its path`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        let missing = library.folder.appending(path: "missing.jsonl")
        await #expect {
            try await base.ingest(IngestRequest([.jsonl(missing)]))
        } throws: { error in
            (error as? RetrievalError)?.code == "knowledge.no-file" && "\(error)".contains("missing.jsonl")
        }
        #expect(try await base.info().lastIngest?.status == .interrupted)
        #expect(throws: RetrievalError.self) { try DocumentSource.detect(missing) }
    }
}
