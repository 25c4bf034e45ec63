package import ForgeCore
import Foundation

extension KnowledgeBase {
    /// Takes documents in. Interrupted anywhere, the same call goes on where it stopped.
    ///
    /// - Parameter embedder: the base's own; needed when the base has one.
    /// - Throws: a conflict while somebody else ingests, another embedder, a source that is not there, a full disk;
    ///   `CancellationError` between two batches. What was stored before stays.
    @discardableResult
    package func ingest(
        _ request: IngestRequest, embedder: (any Embedder)? = nil,
        progress: @escaping @Sendable (IngestProgress) -> Void = { _ in }
    ) async throws -> IngestReport {
        try check(embedder)
        if let absent = vectors as? AbsentVectorStore { throw absent.error }
        if embedder == nil, let needed = settings.embedder { throw RetrievalError.needsEmbedder(name, needed) }
        let lock = try await WriterLock.take(folder.lock, base: name)
        let before = try await database.read { try BaseMeta.get(.ingest, $0) }
        var state = IngestState(
            status: .running, sources: request.sources.map(\.label), startedAt: Timestamp.now(),
            arguments: request.arguments)
        try await save(state)
        do {
            var ingest = Ingest(self, request, embedder: embedder, progress: progress)
            let report = try await ingest()
            state.status = .finished
            state.report = report
            state.endedAt = Timestamp.now()
            try await save(state)
            _ = consume lock
            return report
        } catch let error as RetrievalError where error.code == RetrievalError.wouldEmptyBase {
            // Nothing was begun that could go on: the base is as it was.
            try await database.write { try BaseMeta.restore(.ingest, before, $0) }
            throw error
        } catch {
            state.status = .interrupted
            state.endedAt = Timestamp.now()
            state.error = error is CancellationError ? "It was stopped." : "\(error)"
            // On a full disk this fails too; "running" without a lock reads as interrupted.
            try? await save(state)
            throw error
        }
    }

    private func save(_ state: IngestState) async throws {
        let text = try JSON.text(state)
        try await database.write { try BaseMeta.set(.ingest, text, $0) }
    }
}
