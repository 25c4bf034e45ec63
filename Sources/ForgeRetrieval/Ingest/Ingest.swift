import ForgeCore
import Foundation
import GRDB

/// One ingest: read and cut documents, give chunks their vectors, index the words.
///
/// Every step commits what it has done and can be repeated: documents that are stored unchanged are passed over, only
/// chunks without a vector are embedded, and the index of words is made of what is there. So whoever was cut off,
/// anywhere, runs the same ingest again.
struct Ingest {
    /// Documents read before what they become is decided and stored.
    static let documentsPerBatch = 64
    /// Chunks embedded between two commits.
    static let chunksPerBatch = 256
    static let longText = 100_000

    let base: KnowledgeBase
    let request: IngestRequest
    let embedder: (any Embedder)?
    private let run = UUID().uuidString
    private var report = IngestReport()
    private var meter: IngestMeter
    private var waiting: [IncomingDocument] = []
    /// Ids of those documents once their time has come.
    private var undecided: Set<String> = []
    /// Ids of documents that could not be read.
    private var spared: [String] = []
    private let chunker: Chunker

    init(
        _ base: KnowledgeBase, _ request: IngestRequest, embedder: (any Embedder)?,
        progress: @escaping @Sendable (IngestProgress) -> Void
    ) {
        self.base = base
        self.request = request
        self.embedder = embedder
        meter = IngestMeter(progress)
        chunker = Chunker(
            settings: base.settings.chunks, meter: embedder ?? WordMeter(), window: embedder?.info.maxTokens)
    }

    mutating func callAsFunction() async throws -> IngestReport {
        try await base.vectors?.prepare { [database = base.database] in
            try await database.write { try PendingChunk.markAllMissing($0) }
        }
        try await read()
        if request.removesVanished { try await removeVanished() }
        try await embed()
        try await base.vectors?.compact()
        try await index()
        meter.begin(.finished, total: 0)
        report.seconds = meter.seconds
        return report
    }

    // MARK: - Documents

    private mutating func read() async throws {
        meter.begin(.reading, total: 0)
        for source in request.sources {
            var reader = try source.reader()
            var batch: [IncomingDocument] = []
            while let reading = try reader.next() {
                report.read += 1
                meter.documents += 1
                if let incoming = accept(reading, source: source.label) { batch.append(incoming) }
                if batch.count == Self.documentsPerBatch {
                    try await store(batch)
                    batch = []
                }
                meter.tell(done: reader.progress.done, total: reader.progress.total)
            }
            try await store(batch)
            report.note(reader.skipped)
        }
        let rest = waiting
        waiting = []
        undecided = Set(rest.map(\.document.id))
        for start in stride(from: 0, to: rest.count, by: Self.documentsPerBatch) {
            try await store(Array(rest[start..<min(start + Self.documentsPerBatch, rest.count)]), isLast: true)
        }
    }

    /// Nil for what cannot be taken, which is noted.
    private mutating func accept(_ reading: DocumentReading, source: String) -> IncomingDocument? {
        switch reading.content {
        case .unreadable(let kind, let detail):
            report.note(DocumentIssue(kind: kind, place: reading.place, detail: detail))
            // Of a file of texts the place is the id.
            spared.append(reading.place)
            return nil
        case .document(let document) where document.isEmpty:
            report.note(
                DocumentIssue(kind: .empty, place: reading.place, document: document.id, detail: "It has no text."))
            return nil
        case .document(let document):
            report.bareHeadings += document.sections.count { $0.text.utf8.allSatisfy(\.isBlank) }
            if document.characters >= Self.longText {
                report.note(
                    DocumentIssue(
                        kind: .long, place: reading.place, document: document.id,
                        detail: "It has \(document.characters) characters; all of them were taken."))
            }
            return IncomingDocument(
                document: document, place: reading.place, source: source, hash: document.contentHash)
        }
    }

    private mutating func store(_ incoming: [IncomingDocument], isLast: Bool = false) async throws {
        guard !incoming.isEmpty else { return }
        try Task.checkCancellation()
        var known = try await base.database.read { [run] in try KnownDocuments.fetch(incoming, run: run, $0) }
        let sources = Set(request.sources.map(\.label))
        var batch = DocumentBatch(run: run, movesVectors: base.settings.vectors == .embedded)
        for document in incoming {
            undecided.remove(document.document.id)
            known.waiting = undecided
            known.sources = sources
            known.replaces = request.replaces
            let decision = known.decide(document, isLast: isLast, removesVanished: request.removesVanished)
            note(decision, document)
            batch.entries.append(
                .init(incoming: document, decision: decision, chunks: chunks(of: document, decision)))
        }
        let outcome = try await base.database.write { [batch] in try batch.store($0) }
        report.chunksAdded += outcome.chunksAdded
        report.chunksRemoved += outcome.chunksRemoved
        meter.chunks += outcome.chunksAdded
    }

    private mutating func chunks(of incoming: IncomingDocument, _ decision: IngestDecision) -> [Chunk] {
        switch decision {
        case .add, .replace:
            let chunks = chunker.chunks(of: incoming.document)
            if let window = embedder?.info.maxTokens {
                report.longerThanWindow += chunks.count { $0.tokens > window - 2 }
            }
            return chunks
        default: return []
        }
    }

    private mutating func note(_ decision: IngestDecision, _ incoming: IncomingDocument) {
        let id = incoming.document.id
        switch decision {
        case .add: report.added += 1
        case .replace: report.changed += 1
        case .keep: report.unchanged += 1
        case .wait: waiting.append(incoming)
        case .duplicate(of: let other, _):
            let detail = other == id ? "It is there twice." : "It has the same content as `\(other)`."
            report.note(DocumentIssue(kind: .duplicate, place: incoming.place, document: id, detail: detail))
        case .idTaken(by: let source):
            report.note(
                DocumentIssue(
                    kind: .idTaken, place: incoming.place, document: id,
                    detail: "`\(id)` stands for another document, from \(source)."))
        }
    }

    private mutating func removeVanished() async throws {
        try Task.checkCancellation()
        let (name, allowsEmpty) = (base.name, request.allowsEmpty)
        let outcome = try await base.database.write { [run, spared] database in
            try DocumentBatch.spare(spared, run: run, database)
            return try DocumentBatch.removeVanished(run: run, base: name, allowsEmpty: allowsEmpty, database)
        }
        report.removed = outcome.documents
        report.chunksRemoved += outcome.chunks
    }

    // MARK: - Vectors

    private mutating func embed() async throws {
        guard let embedder, let vectors = base.vectors else { return }
        try await forget(vectors)
        let total = try await base.database.read { try PendingChunk.count($0) }
        meter.begin(.embedding, total: total)
        var done = 0
        while true {
            try Task.checkCancellation()
            let batch = try await base.database.read { try PendingChunk.first(Self.chunksPerBatch, $0) }
            guard !batch.isEmpty else { break }
            let embedded = try await embedder.embed(batch.map(\.searchText))
            guard embedded.count == batch.count, embedded.dimension == embedder.info.dimension else {
                throw RetrievalError(
                    .internalFailure, "knowledge.bad-vectors",
                    "The embedder gave \(embedded.count) vectors of \(embedded.dimension) for \(batch.count) texts.")
            }
            let places = try await vectors.add(batch.enumerated().map { $1.point(Array(embedded[$0])) })
            try await base.database.write { try PendingChunk.mark(batch, places, $0) }
            done += batch.count
            report.embedded += batch.count
            meter.tell(done: done, total: total)
        }
    }

    private func forget(_ vectors: any VectorStore) async throws {
        let chunks = try await base.database.read { try PendingChunk.forgotten($0) }
        guard !chunks.isEmpty else { return }
        try await vectors.remove(chunks: chunks)
        try await base.database.write { try PendingChunk.clearForgotten($0) }
    }

    // MARK: - Words

    private mutating func index() async throws {
        try Task.checkCancellation()
        let chunks = try await base.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM chunks") ?? 0 }
        meter.begin(.indexing, total: chunks)
        try await base.words.rebuild()
        try await base.database.write { try ContentHash.store($0) }
        meter.tell(done: chunks, total: chunks)
    }
}
