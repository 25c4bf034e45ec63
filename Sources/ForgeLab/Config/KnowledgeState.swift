package import ForgeCore
package import ForgeRetrieval

/// What a knowledge base holds, as far as it decides whether a method can search it.
package struct KnowledgeState: Sendable, Hashable {
    package var name: String
    package var chunks: Int
    /// Chunks that have a vector.
    package var embedded: Int
    /// False for a base of words only.
    package var hasEmbedder: Bool
    /// Why it cannot be opened; nil when it can.
    package var failure: String?

    package init(name: String, chunks: Int, embedded: Int, hasEmbedder: Bool, failure: String? = nil) {
        self.name = name
        self.chunks = chunks
        self.embedded = embedded
        self.hasEmbedder = hasEmbedder
        self.failure = failure
    }

    package init(_ info: KnowledgeBaseInfo) {
        self.init(
            name: info.name, chunks: info.chunks, embedded: info.embedded, hasEmbedder: info.settings.embedder != nil)
    }

    /// Of all bases as they are now.
    package static func all(_ bases: KnowledgeBases) async -> [KnowledgeState] {
        var states: [KnowledgeState] = []
        for name in bases.names() {
            do {
                states.append(KnowledgeState(try await bases.info(name)))
            } catch {
                let reason = (error as? any ForgeError)?.reason ?? "\(error)"
                states.append(
                    KnowledgeState(name: name, chunks: 0, embedded: 0, hasEmbedder: false, failure: reason))
            }
        }
        return states
    }
}

extension KnowledgeState {
    /// Why a method finds nothing in it, and what to do; nil when it can be searched.
    package func problem(for method: RetrievalMethod) -> LabError? {
        if let failure {
            return LabError(.unavailable, "retrieval.unreadable", "`\(name)` cannot be opened", cause: failure)
        }
        if chunks == 0 {
            return LabError(
                .conflict, "retrieval.empty", "`\(name)` is empty, so that nothing can be found in it",
                remedy: "fill it on its page, or with `forge kb ingest \(name)`")
        }
        guard method != .bm25 else { return nil }
        if !hasEmbedder {
            return LabError(
                .conflict, "retrieval.no-vectors",
                "`\(name)` has no vectors, which `\(method.rawValue)` needs: it was made without an embedder",
                remedy: "search it by `bm25`, or make another base with an embedder (`forge kb create`)")
        }
        if embedded == 0 {
            return LabError(
                .conflict, "retrieval.not-embedded",
                "none of the passages of `\(name)` has a vector yet, which `\(method.rawValue)` needs",
                remedy: "run its ingest again, which goes on where it stopped (`forge kb ingest \(name)`), or search "
                    + "by `bm25`")
        }
        return nil
    }

    /// What a method would miss in it; nil when it sees all.
    package func warning(for method: RetrievalMethod) -> String? {
        guard method != .bm25, hasEmbedder, embedded > 0, embedded < chunks else { return nil }
        return "only \(NumberText.count(embedded)) of the \(NumberText.count(chunks)) passages of `\(name)` have a "
            + "vector, and `\(method.rawValue)` misses the others in its dense search; run its ingest again "
            + "(`forge kb ingest \(name)`) to embed them"
    }
}
