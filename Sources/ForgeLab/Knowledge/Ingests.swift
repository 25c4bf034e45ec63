package import ForgeCatalogue
import ForgeCore
package import ForgeRetrieval

/// Ingests that a server makes on request, one for each knowledge base. They are told as `ingest` events, and go on where
/// they stopped when they are asked for again.
package actor Ingests {
    private let bases: KnowledgeBases
    private let corpora: CorpusLibrary
    private let embedders: EmbedderProvider
    private let events: LiveEvents
    private var watches: [IngestWatch] = []
    private let (requests, request) = AsyncStream<IngestWatch>.makeStream()

    package init(
        bases: KnowledgeBases, corpora: CorpusLibrary, embedders: @escaping EmbedderProvider, events: LiveEvents
    ) {
        self.bases = bases
        self.corpora = corpora
        self.embedders = embedders
        self.events = events
    }

    /// Those under way and those that ended since the start, the latest of each base, in the order they were asked for.
    package var jobs: [IngestJob] { watches.map(\.job) }

    package func job(of base: String) -> IngestJob? { watches.last { $0.job.base == base }?.job }

    /// Works off what is asked for until the calling task is cancelled.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            for await watch in requests {
                group.addTask { await watch.publish { try await self.ingest(watch) } }
            }
        }
    }

    /// Asks for an ingest of a corpus of the catalogue, which is downloaded when it is not here.
    ///
    /// - Throws: not found for a base or corpus that is not there, a conflict while an ingest into the base is under way.
    package func start(_ corpus: String, into base: String, removesVanished: Bool) async throws -> IngestJob {
        _ = try await bases.open(base)
        let entry = try corpora.info(corpus).entry
        let job = IngestJob(base: base, corpus: entry.name)
        // Without a suspension between looking and taking the place.
        if let running = watches.last(where: { $0.job.base == base && !$0.job.isFinished })?.job {
            throw LabError(
                .conflict, "knowledge.ingesting", "`\(running.corpus)` is being taken into `\(base)`.",
                remedy: "Wait until it has ended, or stop it.")
        }
        watches.removeAll { $0.job.base == base }
        let watch = IngestWatch(job, removesVanished: removesVanished, events: events)
        watches.append(watch)
        request.yield(watch)
        return job
    }

    /// Asks an ingest to end after the batch in hand; what is stored stays.
    ///
    /// - Throws: a conflict when none is under way here.
    package func stop(_ base: String) throws -> IngestJob {
        guard let watch = watches.last(where: { $0.job.base == base && !$0.job.isFinished }) else {
            throw LabError(
                .conflict, "knowledge.not-ingesting", "Nothing is being taken into `\(base)` by this server.",
                remedy: "An ingest of the command line is stopped where it runs, with Ctrl-C.")
        }
        watch.stop()
        return watch.job
    }

    /// What ended is of no interest once its base is deleted.
    func forget(_ base: String) { watches.removeAll { $0.job.base == base && $0.job.isFinished } }

    private nonisolated func ingest(_ watch: IngestWatch) async throws {
        let job = watch.job
        let base = try await bases.open(job.base)
        if try !corpora.info(job.corpus).isInstalled {
            try await corpora.pull(job.corpus, progress: { progress in watch.change { $0.take(progress) } })
        }
        let source = try DocumentSource(try corpora.resolve(job.corpus))
        let embedder: (any Embedder)? =
            if let info = base.settings.embedder { try await embedders(info.name) } else { nil }
        let report = try await base.ingest(
            IngestRequest([source], removesVanished: watch.removesVanished, names: [job.corpus]), embedder: embedder,
            progress: { progress in watch.change { $0.take(progress) } })
        try base.close()
        if let error = report.nothingTaken(into: job.base, from: [job.corpus]) { throw error }
    }
}

extension DocumentSource {
    /// The documents of a corpus of the catalogue.
    package init(_ corpus: InstalledCorpus) throws {
        self =
            switch corpus.layout {
            case .beir, .jsonl, .wikipediaRows, .wikipediaSections: .jsonl(corpus.url)
            case .wikipediaSummaries: .json(corpus.url)
            case .markdown, .text: try .detect(corpus.url)
            }
    }
}
