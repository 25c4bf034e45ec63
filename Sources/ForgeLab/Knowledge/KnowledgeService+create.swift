import ForgeCatalogue
import ForgeCore
import ForgeRetrieval

/// What a knowledge base is made with and filled from.
package struct NewKnowledgeBase: Sendable, Codable, Hashable {
    package var name: String
    package var summary: String?
    /// Most tokens of a chunk.
    package var tokens: Int?
    /// Tokens that a chunk repeats of the one before.
    package var overlap: Int?
    /// Name in the catalogue; nil for the default one.
    package var embedder: String?
    /// Without an embedder: search by BM25 only.
    package var wordsOnly: Bool?
    /// Corpus of the catalogue to fill it from at once.
    package var corpus: String?

    package init(
        name: String, summary: String? = nil, tokens: Int? = nil, overlap: Int? = nil, embedder: String? = nil,
        wordsOnly: Bool? = nil, corpus: String? = nil
    ) {
        self.name = name
        self.summary = summary
        self.tokens = tokens
        self.overlap = overlap
        self.embedder = embedder
        self.wordsOnly = wordsOnly
        self.corpus = corpus
    }

    package static let defaultTokens = 256

    /// What is repeated where nothing is said: 50 tokens of chunks of 256, less of short ones.
    package static func defaultOverlap(tokens: Int) -> Int { max(0, min(50, tokens / 4)) }
}

extension KnowledgeService {
    /// Makes a base, and begins to fill it when a corpus is named.
    ///
    /// - Throws: invalid input, a conflict for a name that is taken or an embedder that is not on this machine.
    package func create(_ wish: NewKnowledgeBase) async throws -> KnowledgeListing {
        if wish.wordsOnly == true, wish.embedder != nil {
            throw LabError(
                .invalidInput, "knowledge.embedder", "An embedder and “words only” exclude each other.",
                remedy: "Leave one of them out.")
        }
        // A wrong name leaves no empty base behind.
        if let corpus = wish.corpus { try inCatalogue { _ = try corpora.info(corpus) } }
        let embedder = wish.wordsOnly == true ? nil : try await embedder(wish.embedder)
        let tokens = wish.tokens ?? NewKnowledgeBase.defaultTokens
        let settings = KnowledgeBaseSettings(
            summary: wish.summary ?? "",
            chunks: ChunkSettings(
                tokens: tokens, overlap: wish.overlap ?? NewKnowledgeBase.defaultOverlap(tokens: tokens)),
            embedder: embedder)
        try await bases.create(wish.name, settings)
        if let corpus = wish.corpus { _ = try await ingest(corpus, into: wish.name) }
        return try await get(wish.name)
    }

    private func embedder(_ name: String?) async throws -> EncoderInfo {
        let status = try inCatalogue { try encoders.info(try name ?? encoders.defaultName(.embedder)) }
        guard status.entry.kind == .embedder else {
            throw LabError(
                .invalidInput, "knowledge.embedder", "`\(status.entry.name)` is no embedder.",
                cause: "It is of kind \(status.entry.kind.rawValue).",
                remedy: "`forge encoders list` shows the embedders.")
        }
        guard status.isInstalled else {
            throw LabError(
                .conflict, "encoder.not-installed",
                "The embedder `\(status.entry.name)` is not on this machine yet.",
                remedy: "Pull it with `forge encoders pull \(status.entry.name)`, or make a base of words only.")
        }
        return try await embedders(status.entry.name).info
    }

    /// What a request names and the catalogue does not have is wrong input, not a missing address.
    func inCatalogue<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as any ForgeError where error.kind == .notFound {
            throw LabError(.invalidInput, error.code, error.message, cause: error.cause, remedy: error.remedy)
        }
    }
}
