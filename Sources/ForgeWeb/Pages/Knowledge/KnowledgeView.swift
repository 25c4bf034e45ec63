import ForgeCore
import ForgeLab
import ForgeRetrieval

/// A knowledge base as its row and its own page show it.
struct KnowledgeView: Sendable {
    let name: String
    let path: String
    let summary: String?
    let documents: String
    let chunks: String
    /// `256 tokens, 50 shared`.
    let cut: String
    let embedder: String
    let size: String
    let age: Age?
    /// How the last ingest ended; nil for a base that never had one.
    let state: State?
    let isEmpty: Bool
    let problem: Notice?
    let isReadable: Bool
    /// An ingest of this server that runs, or that ended badly.
    let ingest: IngestView?
    let isIngesting: Bool
    let chunksPath: String
    let documentsPath: String
    let aboutPath: String

    struct State: Sendable {
        let badge: String
        let text: String
    }

    init(_ listing: KnowledgeListing) {
        let info = listing.info
        name = listing.name
        path = KnowledgeLink.base(name)
        summary = info.flatMap { $0.settings.summary.isEmpty ? nil : $0.settings.summary }
        documents = info.map { NumberText.count($0.documents) } ?? "–"
        chunks = info.map { NumberText.count($0.chunks) } ?? "–"
        cut = info.map { "\($0.settings.chunks.tokens) tokens, \($0.settings.chunks.overlap) shared" } ?? "–"
        embedder = info.map { $0.settings.embedder?.name ?? "none: words only" } ?? "–"
        size = info.map { NumberText.bytes($0.bytes) } ?? "–"
        age = info.map { Age($0.createdAt) }
        state = info?.lastIngest.map { State($0.status) }
        isEmpty = info?.chunks == 0
        problem = listing.problem.map { Notice($0) }
        isReadable = info != nil
        let ingest = listing.job.map(IngestView.init)
        self.ingest = ingest.flatMap { $0.isDone ? nil : $0 }
        isIngesting = ingest?.isRunning ?? false
        chunksPath = KnowledgeLink.tab(.chunks, of: name)
        documentsPath = KnowledgeLink.tab(.documents, of: name)
        aboutPath = KnowledgeLink.tab(.about, of: name)
    }
}

extension KnowledgeView.State {
    init(_ status: IngestState.Status) {
        switch status {
        case .running: (badge, text) = ("running", "ingesting")
        case .finished: (badge, text) = ("completed", "ready")
        case .interrupted: (badge, text) = ("stopped", "interrupted")
        }
    }
}

extension Notice {
    init(_ obstacle: Obstacle) {
        self.init(title: obstacle.message, cause: obstacle.cause, remedy: obstacle.remedy)
    }
}
