import ForgeCore
import ForgeRetrieval
import Foundation
import Synchronization
import Testing

@Suite struct `Vectors in Qdrant` {
    private static let rows = (0..<40).map {
        ("d\($0)", "Title \($0 % 4)", "Text number \($0) speaks of word\($0) and of granite.")
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch { return (error as? RetrievalError)?.code }
        return nil
    }

    @Test func `A base finds by Qdrant what it finds by its own file`() async throws {
        let server = QdrantServer(key: "secret")
        try await server.run { fixture in
            let library = try TemporaryLibrary(qdrant: try fixture.settings(key: "secret", quantizes: true))
            let embedder = HashEmbedder()
            let own = try await library.make("own", .init(embedder: embedder.info))
            let far = try await library.make("far", .init(embedder: embedder.info, vectors: .qdrant))
            let corpus = try library.corpus(Self.rows)
            for base in [own, far] {
                let report = try await base.ingest(IngestRequest([.jsonl(corpus)]), embedder: embedder)
                #expect(report.embedded == 40)
            }
            // 40 points in batches of 7.
            #expect(server.requests.count { $0.hasPrefix("PUT") && $0.contains("/points?wait=true") } == 6)
            let collection = try #require(server.state.withLock { $0.collections.first })
            #expect(collection.key.hasPrefix("forge-far-") && collection.value.points.count == 40)
            #expect(collection.value.config["quantization_config"]?["scalar"]?["type"] == "int8")
            for filter in [nil, PassageFilter(title: "Title 3")] {
                let (one, other) = (
                    try await own.retriever(embedder: embedder, filter: filter),
                    try await far.retriever(embedder: embedder, filter: filter)
                )
                #expect(other.info.vectorStore == "qdrant")
                for query in ["word17", "granite number 3"] {
                    let expected = try await one.retrieve(query, by: .dense, k: 10).passages
                    let found = try await other.retrieve(query, by: .dense, k: 10).passages
                    #expect(found.map(\.document) == expected.map(\.document) && found.count == 10)
                    for (a, b) in zip(found, expected) { #expect(abs(a.score - b.score) < 1e-5) }
                }
            }

            var rows = Self.rows.dropFirst(5).map(\.self)
            rows[0].2 = "Changed."
            let report = try await far.ingest(
                IngestRequest([.jsonl(try library.corpus(rows))], removesVanished: true), embedder: embedder)
            #expect(report.removed == 5 && report.changed == 1 && report.embedded == 1)
            #expect(server.state.withLock { $0.collections.first?.value.points.count } == 35)
            try await library.bases.delete("far")
            #expect(server.state.withLock { $0.collections.isEmpty })
        }
    }

    @Test(arguments: [(429, "0"), (503, nil), (500, nil), (502, "0")] as [(Int, String?)])
    func `What may pass is tried again`(_ status: Int, _ retryAfter: String?) async throws {
        let server = QdrantServer()
        try await server.run { fixture in
            let store = QdrantVectorStore(try fixture.settings(), collection: "c", dimension: 3)
            try await store.prepare {}
            server.state.withLock { $0.troubles = [(status, retryAfter), (status, retryAfter)] }
            let places = try await store.add([VectorPoint(chunk: 5, vector: [1, 0, 0], document: "d", title: "t")])
            #expect(places == [5])
            #expect(try await store.count() == 1)
            #expect(server.requests.count { $0.contains("/points?wait=true") } == 3)
        }
    }

    @Test func `A server that asks for too long a pause, or never recovers, is given up with a remedy`() async throws {
        let server = QdrantServer()
        try await server.run { fixture in
            let store = QdrantVectorStore(try fixture.settings(), collection: "c", dimension: 3)
            server.state.withLock { $0.troubles = [(429, "3600")] }
            #expect(await code { _ = try await store.count() } == "qdrant.busy")
            #expect(server.requests.count == 1)
            server.state.withLock { $0.troubles = Array(repeating: (503, nil), count: 10) }
            #expect(await code { _ = try await store.count() } == "qdrant.failing")
            #expect(server.requests.count == 5)
        }
    }

    @Test func `A refused key is told without showing it, and is not tried again`() async throws {
        let server = QdrantServer(key: "right-key")
        try await server.run { fixture in
            let settings = try fixture.settings(key: "wrong-key-123")
            #expect(!"\(settings)".contains("wrong-key") && !String(reflecting: settings).contains("wrong-key"))
            var dumped = ""
            dump(settings, to: &dumped)
            #expect(!dumped.contains("wrong-key"))
            // Where the text is cut, no half of the key remains.
            server.state.withLock { $0.refusal = String(repeating: "x", count: 290) + "wrong-key-123" }
            let store = QdrantVectorStore(settings, collection: "c", dimension: 3)
            await #expect {
                try await store.prepare {}
            } throws: { error in
                (error as? RetrievalError)?.code == "qdrant.refused" && !"\(error)".contains("wrong-key")
            }
            #expect(server.requests.count == 1)
            #expect(server.state.withLock { $0.keys } == ["wrong-key-123"])
        }
        // A server that repeats what it was sent.
        let echo = QdrantServer()
        try await echo.run { fixture in
            echo.state.withLock { $0.troubles = [(400, nil)] }
            let store = QdrantVectorStore(try fixture.settings(key: "my-key"), collection: "c", dimension: 3)
            await #expect {
                _ = try await store.count()
            } throws: { !"\($0)".contains("my-key") && "\($0)".contains("Trouble") }
        }
    }

    @Test func `A collection of another shape is refused, and missing ones are said to be missing`() async throws {
        let server = QdrantServer()
        try await server.run { fixture in
            let settings = try fixture.settings()
            let made = Recorder<Bool>()
            try await QdrantVectorStore(settings, collection: "c", dimension: 3).prepare { made.add(true) }
            try await QdrantVectorStore(settings, collection: "c", dimension: 3).prepare { made.add(false) }
            #expect(made.values == [true])
            let other = QdrantVectorStore(settings, collection: "c", dimension: 4)
            #expect(await code { try await other.prepare {} } == "qdrant.other-collection")
            let missing = QdrantVectorStore(settings, collection: "x", dimension: 3)
            #expect(await code { _ = try await missing.search([1, 0, 0], k: 1, filter: nil) } == "qdrant.not-found")
            try await missing.drop()
            try await missing.remove(chunks: [1])
        }
    }

    @Test func `A lost collection is filled again by the next ingest`() async throws {
        let server = QdrantServer()
        try await server.run { fixture in
            let library = try TemporaryLibrary(qdrant: try fixture.settings())
            let embedder = HashEmbedder()
            let base = try await library.make("far", .init(embedder: embedder.info, vectors: .qdrant))
            let request = IngestRequest([.jsonl(try library.corpus(Self.rows))])
            _ = try await base.ingest(request, embedder: embedder)
            server.state.withLock { $0.collections = [:] }
            let report = try await base.ingest(request, embedder: embedder)
            #expect(report.unchanged == 40 && report.embedded == 40)
            #expect(server.state.withLock { $0.collections.values.map(\.points.count) } == [40])
            let found = try await base.retriever(embedder: embedder).retrieve("word17", by: .dense, k: 1).passages
            #expect(found.first?.document == "d17")
            let again = try await base.ingest(request, embedder: embedder)
            #expect(again.embedded == 0)
        }
    }

    @Test func `Killed before the lost collection is made anew, an ingest embeds all the same`() async throws {
        let server = QdrantServer()
        try await server.run { fixture in
            let library = try TemporaryLibrary(qdrant: try fixture.settings())
            let embedder = HashEmbedder()
            let base = try await library.make("far", .init(embedder: embedder.info, vectors: .qdrant))
            let request = IngestRequest([.jsonl(try library.corpus(Self.rows))])
            _ = try await base.ingest(request, embedder: embedder)
            server.state.withLock {
                $0.collections = [:]
                // The look is answered, the making is not.
                $0.troubles = [(404, nil), (400, nil)]
            }
            #expect(await code { try await base.ingest(request, embedder: embedder) } == "qdrant.rejected")
            #expect(try await base.info().embedded == 0)
            #expect(try await base.ingest(request, embedder: embedder).embedded == 40)
        }
    }

    @Test func `A base can be deleted without its server, which is said, and listed without its address`() async throws
    {
        let server = QdrantServer()
        try await server.run { fixture in
            let library = try TemporaryLibrary(qdrant: try fixture.settings())
            let embedder = HashEmbedder()
            for name in ["one", "two"] {
                let base = try await library.make(name, .init(embedder: embedder.info, vectors: .qdrant))
                let request = IngestRequest([.jsonl(try library.corpus(Self.rows))])
                _ = try await base.ingest(request, embedder: embedder)
            }
            let without = KnowledgeBases(folder: library.bases.folder)
            #expect(try await without.list().map(\.documents) == [40, 40])
            let info = try await without.info("one")
            #expect(info.embedded == 40 && info.vectorsProblem == "QDRANT_URL is not set.")
            let open = try await without.open("one")
            #expect(try await open.retriever().retrieve("word17", by: .bm25, k: 1).passages.first?.document == "d17")
            let dense = try await open.retriever(embedder: embedder)
            #expect(await code { _ = try await dense.retrieve("x", by: .dense, k: 1) } == "knowledge.no-qdrant")
            let again = IngestRequest([.jsonl(try library.corpus(Self.rows))])
            #expect(await code { try await open.ingest(again, embedder: embedder) } == "knowledge.no-qdrant")
            try open.close()

            await #expect {
                try await without.delete("one")
            } throws: { "\($0)".contains("--leave-vectors") }
            #expect(without.names() == ["one", "two"])
            let left = try await without.delete("one", leavesVectors: true)
            #expect(left?.contains("forge-one-") == true)
            #expect(without.names() == ["two"] && server.state.withLock { $0.collections.count } == 2)
            #expect(try await library.bases.delete("two") == nil)
            #expect(server.state.withLock { $0.collections.keys.map { $0.prefix(9) } } == ["forge-one"])
        }
    }

    @Test func `Without the address nothing is made, and what is there without a vector can be deleted`() async throws {
        let library = try TemporaryLibrary()
        let settings = KnowledgeBaseSettings(embedder: HashEmbedder().info, vectors: .qdrant)
        #expect(await code { try await library.bases.create("far", settings) } == "knowledge.invalid")
        #expect(library.bases.names().isEmpty)
        let with = KnowledgeBases(
            folder: library.bases.folder, qdrant: try QdrantSettingsFixture(port: 1).settings(attempts: 1))
        try await with.create("far", settings)
        #expect(try await library.bases.delete("far")?.contains("forge-far-") == true)
        #expect(library.bases.names().isEmpty)
    }

    @Test func `All chunks of a document are forgotten by its id`() async throws {
        let server = QdrantServer()
        try await server.run { fixture in
            let store = QdrantVectorStore(try fixture.settings(), collection: "c", dimension: 2)
            try await store.prepare {}
            _ = try await store.add(
                (0..<9).map { VectorPoint(chunk: $0, vector: [1, 0], document: "d\($0 % 3)", title: "t") })
            try await store.remove(document: "d1")
            #expect(try await store.search([1, 0], k: 20, filter: nil).map(\.chunk) == [0, 2, 3, 5, 6, 8])
        }
    }

    @Test func `A server that is not there is named`() async throws {
        let store = QdrantVectorStore(
            try QdrantSettingsFixture(port: 1).settings(attempts: 2), collection: "c", dimension: 2)
        await #expect {
            _ = try await store.count()
        } throws: { error in
            (error as? RetrievalError)?.code == "qdrant.unreachable" && "\(error)".contains("http://127.0.0.1:1")
        }
    }

    @Test(arguments: ["localhost:6333", "ftp://x", "http://", "http://user:pw@host:6333", "http://h/?api-key=x"])
    func `Addresses that make no sense are refused`(_ address: String) {
        #expect(throws: RetrievalError.self) { try QdrantSettings(environment: ["QDRANT_URL": address]) }
    }

    @Test func `Settings come from the environment`() throws {
        #expect(try QdrantSettings(environment: [:]) == nil)
        let settings = try #require(
            try QdrantSettings(environment: [
                "QDRANT_URL": "https://q.example:6333/", "QDRANT_API_KEY": " k ", "QDRANT_QUANTIZATION": "scalar",
            ]))
        #expect(settings.url.absoluteString == "https://q.example:6333" && settings.quantizes)
        #expect(settings.key?.value == "k")
    }
}
