import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeRetrieval

/// What a base is made with, how its last ingest went, and the form that fills it.
struct AboutTab: Sendable {
    struct Fact: Sendable {
        let name: String
        let value: String
        let isCode: Bool

        init(_ name: String, _ value: String, isCode: Bool = false) {
            self.name = name
            self.value = value
            self.isCode = isCode
        }
    }

    let facts: [Fact]
    let report: IngestReportView?
    let fill: FillForm

    init(_ listing: KnowledgeListing, corpora: [CorpusStatus]) {
        facts = listing.info.map(Self.facts) ?? []
        report = listing.info?.lastIngest.map(IngestReportView.init)
        fill = FillForm(
            base: listing.name, corpora: corpora, selected: corpora.first(where: \.isInstalled)?.entry.name,
            isIngesting: listing.job.map { !$0.isFinished } ?? false,
            isFirst: listing.info?.lastIngest == nil)
    }

    private static func facts(_ info: KnowledgeBaseInfo) -> [Fact] {
        let cut = info.settings.chunks
        var facts = [
            Fact(
                "Contents",
                "\(NumberText.count(info.documents)) documents in \(NumberText.count(info.chunks)) chunks"),
            Fact("Chunks", "at most \(cut.tokens) tokens, \(cut.overlap) of them shared with the one before"),
        ]
        if let embedder = info.settings.embedder {
            facts += [
                Fact("Embedder", "\(embedder.name), \(embedder.dimension) numbers a vector, \(embedder.precision)"),
                Fact("Embedder’s SHA-256", embedder.sha256, isCode: true),
                Fact(
                    "Vectors",
                    "\(NumberText.count(info.embedded)), \(place(info.settings.vectors))"
                        + (info.vectorsProblem.map { ", out of reach: \($0)" } ?? "")),
            ]
        } else {
            facts.append(Fact("Embedder", "none: words only (BM25)"))
        }
        facts += [Fact("Size", NumberText.bytes(info.bytes)), Fact("Made", NumberText.dateAndTime(info.createdAt))]
        if let hash = info.contentHash { facts.append(Fact("Content’s SHA-256", hash, isCode: true)) }
        return facts
    }

    private static func place(_ vectors: KnowledgeBaseSettings.Vectors) -> String {
        vectors == .embedded ? "in the base’s own files" : "in Qdrant"
    }
}

/// The form that takes a corpus in.
struct FillForm: Sendable {
    let path: String
    let corpora: ChoiceField
    let hasCorpora: Bool
    let isIngesting: Bool
    let isFirst: Bool

    init(base: String, corpora: [CorpusStatus], selected: String?, isIngesting: Bool, isFirst: Bool) {
        path = "\(KnowledgeLink.base(base))/ingest"
        self.corpora = ChoiceField(
            "corpus", label: "Corpus", options: corpora.map { Choice($0, selected: selected) })
        hasCorpora = !corpora.isEmpty
        self.isIngesting = isIngesting
        self.isFirst = isFirst
    }
}

extension Choice {
    init(_ corpus: CorpusStatus, selected: String?) {
        let extent = [
            corpus.entry.documents.map { "\(NumberText.count($0)) documents" },
            corpus.isInstalled ? nil : "downloads \(corpus.bytes.map(NumberText.bytes) ?? "it first")",
        ].compactMap(\.self).joined(separator: ", ")
        self.init(
            corpus.entry.name, extent.isEmpty ? corpus.entry.name : "\(corpus.entry.name) (\(extent))",
            selected: selected)
    }
}
