import ForgeCatalogue
import ForgeLab
import ForgeRetrieval

/// The names that a new experiment can choose from.
struct KnownNames: Sendable {
    let models: [ModelStatus]
    let datasets: [DatasetStatus]
    let knowledgeBases: [String]
    let rerankers: [EncoderStatus]

    init(_ services: WebServices) {
        models = services.models.list()
        datasets = services.datasets.list()
        knowledgeBases = services.knowledge.bases.names()
        rerankers = services.knowledge.encoders.list().filter { $0.entry.kind == .reranker }
    }
}
