import ForgeCore

extension Laboratory {
    func metrics(of config: ExperimentConfig, method: any Method, samples: [Sample]) throws -> [any Metric] {
        try Scoring.metrics(
            named: config.metrics, for: samples, retrieval: method.retrieval, isAgent: method.agent != nil,
            isJudged: config.faithfulness != nil)
    }

    /// Asked before anything is stored: what cannot be had here is said at once.
    func checkTools(for method: any Method, metrics: [any Metric]) throws {
        if method.retrieval != nil, retrievers == nil { throw Self.missing("no knowledge bases can be searched here") }
        if metrics.contains(where: { $0 is FaithfulnessMetric }), method.retrieval != nil, entailment == nil {
            throw Self.missing("no NLI models can be loaded here")
        }
    }

    func retriever(for method: any Method) async throws -> (any Retriever)? {
        guard let specification = method.retrieval else { return nil }
        guard let retrievers else { throw Self.missing("no knowledge bases can be searched here") }
        return try await retrievers(specification)
    }

    /// Nil unless a metric needs it. A method that looks nothing up has nothing to be faithful to.
    func judge(
        for config: ExperimentConfig, method: any Method, metrics: [any Metric]
    ) async throws -> (any EntailmentJudge)? {
        guard method.retrieval != nil, metrics.contains(where: { $0 is FaithfulnessMetric }) else { return nil }
        guard let entailment else { throw Self.missing("no NLI models can be loaded here") }
        return try await entailment(config.faithfulness?.nli)
    }

    private static func missing(_ message: String) -> LabError {
        LabError(.unavailable, "retrieval.unavailable", message, remedy: "run it with the command `forge run`")
    }
}
