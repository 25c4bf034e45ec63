package import ForgeCore
package import ForgeRetrieval

/// Why a search may not find all that was to be in a knowledge base, and what helps.
package struct KnowledgeWarning: Sendable, Codable, Hashable, CustomStringConvertible {
    package var message: String
    package var remedy: String

    package init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    package var description: String { "\(message) \(remedy)" }
}

extension KnowledgeBaseInfo {
    /// What keeps searches by these methods from finding everything; empty when nothing does.
    package func warnings(for methods: [RetrievalMethod]) -> [KnowledgeWarning] {
        let goOn = "Ingest again: \(ingestCommand)"
        let fill = "Fill it: \(ingestCommand)"
        if lastIngest?.status == .running {
            return [
                KnowledgeWarning(
                    "The knowledge base `\(name)` is being filled: not all of it can be found yet.",
                    remedy: "Wait until its ingest has ended.")
            ]
        }
        if chunks == 0 { return [KnowledgeWarning("The knowledge base `\(name)` is empty.", remedy: fill)] }
        var warnings: [KnowledgeWarning] = []
        if lastIngest?.status == .interrupted {
            warnings.append(
                KnowledgeWarning(
                    "The last ingest into `\(name)` was interrupted: documents may be missing or out of date.",
                    remedy: goOn))
        }
        let needsVectors = methods.contains { $0 != .bm25 }
        if needsVectors, settings.embedder != nil, embedded < chunks {
            warnings.append(
                KnowledgeWarning(
                    "Only \(NumberText.count(embedded)) of \(NumberText.count(chunks)) chunks of `\(name)` have a vector: "
                        + "the others are found by words alone.", remedy: goOn))
        }
        return warnings
    }
}

extension KnowledgeBases {
    /// What an experiment that looks things up in this way should be told before it runs.
    package func warnings(for specification: RetrievalSpecification) async throws -> [KnowledgeWarning] {
        try await info(specification.knowledgeBase).warnings(for: [specification.method])
    }
}
