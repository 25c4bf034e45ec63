package import ForgeCore
package import ForgeRetrieval

/// A knowledge base with what this server does to it, or why it cannot be read.
package struct KnowledgeListing: Sendable, Codable, Hashable {
    package var name: String
    package var info: KnowledgeBaseInfo?
    package var problem: Obstacle?
    /// The latest ingest that this server was asked for.
    package var job: IngestJob?

    package init(
        name: String, info: KnowledgeBaseInfo? = nil, problem: Obstacle? = nil, job: IngestJob? = nil
    ) {
        self.name = name
        self.info = info
        self.problem = problem
        self.job = job
    }
}

/// Why something cannot be had, and what helps.
package struct Obstacle: Sendable, Codable, Hashable {
    package var message: String
    package var cause: String?
    package var remedy: String?

    package init(_ error: any ForgeError) {
        message = error.message
        cause = error.cause
        remedy = error.remedy
    }
}
