/// Every operation of the API.
enum Endpoints {
    /// - Parameter requests: what `/metrics` tells of the server's requests.
    static func all(_ services: WebServices, requests: RequestMetrics = RequestMetrics()) -> [Endpoint] {
        let limit = ConnectionLimit()
        let experiments = services.experiments
        let endpoints = [
            ExperimentEndpoints(service: experiments).all,
            ExperimentActions(service: experiments).all,
            AnswerEndpoints(service: experiments).all,
            ExportEndpoint(service: experiments).all,
            CompareEndpoint(service: experiments, comparisons: services.comparisons).all,
            CatalogueEndpoints(services: services).all,
            KnowledgeEndpoints(service: services.knowledge).all,
            VoteEndpoints(service: services.votes).all,
            VoteResultEndpoints(service: services.votes).all,
            TrainingEndpoints(service: services.trainings).all,
            PairEndpoints(service: services.trainings).all,
            BenchmarkEndpoints(shelf: services.benchmarks).all,
            ChartEndpoints(services: services).all,
            ServerEndpoints(service: experiments).all,
            HealthEndpoint(services: services).all,
            MetricsEndpoint(services: services, requests: requests).all,
            EventEndpoints(service: experiments, limit: limit).all,
            PlaygroundEndpoint(playground: services.playground, limit: limit).all,
        ].flatMap(\.self)
        return endpoints + [DocumentEndpoint.make(for: endpoints)]
    }
}
