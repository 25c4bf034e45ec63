import ForgeCore
import ForgeLab
import ForgeRetrieval
import ForgeTuning
import ForgeWeb
import Foundation

extension Workshop {
    /// Configs from the web name no files, and of servers those of this machine and the one it is set up for.
    private var webLoader: ConfigLoader {
        var loader = ConfigLoader(libraries, acceptsPaths: false)
        let own = [ServerKind.openai.defaultAddress, ProcessInfo.processInfo.environment["OPENAI_BASE_URL"] ?? ""]
            .compactMap { try? ServerAddress($0) }
        loader.allowsServer = { $0.isLoopback || own.contains($0) }
        return loader
    }

    /// The services behind the web application.
    func webServices(modelsAtOnce: Int = 1) -> WebServices {
        let (laboratory, knowledge) = (laboratory, knowledge)
        let events = LiveEvents()
        let engines = EnginePool(capacity: modelsAtOnce, load: laboratory.engines)
        let queue = ExperimentQueue(laboratory: laboratory, engines: engines, events: events)
        let experiments = ExperimentService(
            laboratory: laboratory, loader: webLoader, queue: queue, events: events, bases: knowledge.bases)
        return WebServices(
            experiments: experiments,
            engines: engines,
            pulls: Pulls(
                models: libraries.models, datasets: libraries.datasets, encoders: libraries.encoders, events: events),
            playground: Playground(laboratory: laboratory, engines: engines),
            knowledge: KnowledgeService(
                bases: knowledge.bases, corpora: libraries.corpora, encoders: libraries.encoders,
                embedders: knowledge.encoders.embedder, rerankers: knowledge.encoders.reranker, events: events),
            votes: votes, trainings: TrainingService(home: home, models: libraries.models, experiments: experiments),
            benchmarks: BenchmarkShelf(home: home), models: libraries.models, datasets: libraries.datasets)
    }
}
