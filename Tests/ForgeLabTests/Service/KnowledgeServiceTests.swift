import ForgeCatalogue
import ForgeCore
import ForgeRetrieval
import ForgeTesting
import Foundation
import Testing

@testable import ForgeLab

@Suite("Knowledge bases of a server", .timeLimit(.minutes(1)))
struct KnowledgeServiceTests {
    private let folder: TemporaryFolder
    private let events = LiveEvents()
    private let service: KnowledgeService

    init() throws {
        folder = try TemporaryFolder()
        service = try Self.service(folder, events)
    }

    private static func service(
        _ folder: TemporaryFolder, _ events: LiveEvents,
        beforeBatch: @escaping @Sendable () async throws -> Void = {}, hasReranker: Bool = true
    ) throws -> KnowledgeService {
        let home = ForgeHome(root: folder.file("home"))
        try FileManager.default.createDirectory(at: home.root, withIntermediateDirectories: true)
        let text = try KnowledgeFiles.write(to: home.root)
        try Data(text.utf8).write(to: home.root.appending(path: "catalogue.yaml"))
        let settings = PullSettings(home: home, hub: try HubSettings(environment: [:]), environment: [:])
        let catalogue = try Catalogue.load(home: home)
        let encoders = EncoderLibrary(catalogue: catalogue, settings: settings)
        return KnowledgeService(
            bases: KnowledgeBases(home: home), corpora: CorpusLibrary(catalogue: catalogue, settings: settings),
            encoders: encoders, embedders: { name in FakeEmbedder(name: name ?? "?", beforeBatch: beforeBatch) },
            rerankers: { _ in
                if !hasReranker { _ = try encoders.resolve("absent-reranker") }
                return FakeReranker()
            }, events: events)
    }

    private func whileRunning(
        _ service: KnowledgeService, _ body: () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.ingests.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    private func ended(_ service: KnowledgeService, _ base: String = "facts") async throws -> IngestJob {
        while true {
            if let job = await service.ingests.job(of: base), job.isFinished { return job }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `a base is made, filled in the background and told as it moves on`() async throws {
        let watching = events.subscribe()
        try await whileRunning(service) {
            let made = try await service.create(
                NewKnowledgeBase(name: "facts", summary: "Six", tokens: 64, corpus: KnowledgeFiles.corpus))
            #expect(made.info?.settings.chunks == ChunkSettings(tokens: 64, overlap: 16))
            #expect(made.info?.settings.embedder?.name == "fake-embedder" && made.job?.isFinished == false)
            #expect(try await ended(service).phase == .finished)
        }
        let listing = try #require(try await service.list().first)
        #expect(listing.info?.documents == 6 && listing.info?.embedded == 6)
        #expect(listing.info?.lastIngest?.report?.issueCounts == ["duplicate": 1, "empty": 1])
        #expect(try await service.documents(of: "facts", DocumentQuery()).total == 6)
        #expect(try await service.chunks(of: "facts", ChunkQuery(text: "lima")).chunks.map(\.document) == ["pe"])
        var told: [IngestJob.Phase] = []
        for await event in watching {
            let job: IngestJob = try JSON.decode(from: event.data)
            told.append(job.phase)
            if job.isFinished { break }
        }
        #expect(told.first == .waiting && told.last == .finished)
    }

    @Test func `all four methods are searched, each with its steps`() async throws {
        try await whileRunning(service) {
            _ = try await service.create(NewKnowledgeBase(name: "facts", corpus: KnowledgeFiles.corpus))
            _ = try await ended(service)
        }
        let rankings = try await service.search("facts", for: "capital of Peru", k: 2)
        #expect(rankings.map(\.method) == RetrievalMethod.allCases)
        #expect(rankings.allSatisfy { $0.problem == nil && $0.passages.count == 2 && $0.seconds > 0 })
        #expect(rankings.allSatisfy { $0.passages.first?.title == "Peru" })
        #expect(rankings.last?.steps.map(\.name) == ["embed", "dense", "bm25", "merge", "rerank"])
        let blank = try await service.search("facts", for: " ", k: 2)
        #expect(blank.allSatisfy { $0.problem == nil && $0.passages.isEmpty })
    }

    @Test func `a method that cannot be had says why and leaves the others`() async throws {
        let service = try Self.service(folder, events, hasReranker: false)
        try await whileRunning(service) {
            _ = try await service.create(NewKnowledgeBase(name: "facts", corpus: KnowledgeFiles.corpus))
            _ = try await ended(service)
            _ = try await service.create(
                NewKnowledgeBase(name: "words", wordsOnly: true, corpus: KnowledgeFiles.corpus))
            _ = try await ended(service, "words")
        }
        let found = try await service.search("facts", for: "Rome", k: 1)
        #expect(found.map { $0.problem == nil } == [true, true, true, false])
        #expect(found[3].problem?.message.contains("absent-reranker") == true && found[3].problem?.remedy != nil)
        let words = try await service.search("words", for: "Rome", k: 1)
        #expect(words.map { $0.problem == nil } == [false, true, false, false])
        #expect(words[0].problem?.message.contains("no vectors") == true)
        #expect(words[1].passages.map(\.title) == ["Italy"])
    }

    @Test func `a stopped ingest keeps what is stored and goes on when asked again`() async throws {
        let service = try Self.service(folder, events, beforeBatch: { try await Task.sleep(for: .seconds(60)) })
        try await whileRunning(service) {
            _ = try await service.create(NewKnowledgeBase(name: "facts", corpus: KnowledgeFiles.corpus))
            while await service.ingests.job(of: "facts")?.phase != .embedding {
                try await Task.sleep(for: .milliseconds(5))
            }
            let busy = await #expect(throws: LabError.self) {
                try await service.ingest(KnowledgeFiles.corpus, into: "facts")
            }
            #expect(busy?.kind == .conflict)
            await #expect(throws: LabError.self) { try await service.delete("facts") }
            _ = try await service.stop("facts")
            let job = try await ended(service)
            #expect(job.phase == .stopped && job.message == "It was stopped.")
            await #expect(throws: LabError.self) { try await service.stop("facts") }
            let unknown = await #expect(throws: LabError.self) { try await service.ingest("nothing", into: "facts") }
            #expect(unknown?.kind == .invalidInput)
        }
        #expect(try await service.get("facts").info?.lastIngest?.status == .interrupted)
        let other = try Self.service(folder, events)
        try await whileRunning(other) {
            _ = try await other.ingest(KnowledgeFiles.corpus, into: "facts")
            #expect(try await ended(other).phase == .finished)
        }
        let info = try #require(try await other.get("facts").info)
        #expect(info.documents == 6 && info.embedded == 6 && info.lastIngest?.report?.unchanged == 6)
        try await other.delete("facts")
        #expect(try await other.list().isEmpty)
        #expect(await other.ingests.jobs.isEmpty)
    }

    @Test func `what is wrong is said before anything is made`() async throws {
        let wishes: [(NewKnowledgeBase, ErrorKind)] = [
            (NewKnowledgeBase(name: "Bad Name"), .invalidInput), (NewKnowledgeBase(name: "../x"), .invalidInput),
            (NewKnowledgeBase(name: "a", tokens: 4), .invalidInput),
            (NewKnowledgeBase(name: "a", overlap: 200), .invalidInput),
            (NewKnowledgeBase(name: "a", embedder: "fake"), .invalidInput),
            (NewKnowledgeBase(name: "a", embedder: "absent-reranker"), .invalidInput),
            (NewKnowledgeBase(name: "a", embedder: "absent-embedder"), .conflict),
            (NewKnowledgeBase(name: "a", corpus: "/etc/passwd"), .invalidInput),
            (NewKnowledgeBase(name: "a", embedder: "fake-embedder", wordsOnly: true), .invalidInput),
        ]
        for (wish, kind) in wishes {
            let error = await #expect(throws: (any Error).self) { try await service.create(wish) }
            #expect((error as? any ForgeError)?.kind == kind, "\(wish)")
        }
        #expect(try await service.list().isEmpty)
        await #expect(throws: RetrievalError.self) { try await service.search("nowhere", for: "x", k: 1) }
    }
}
