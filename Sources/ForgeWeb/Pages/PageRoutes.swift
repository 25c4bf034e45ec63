import ForgeCore
import Hummingbird

/// Every page.
struct PageRoutes {
    let services: WebServices
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) throws {
        DashboardPage(services: services, renderer: renderer).add(to: router)
        ExperimentsPage(service: services.experiments, facets: services.facets, renderer: renderer).add(to: router)
        ExperimentPage(service: services.experiments, renderer: renderer).add(to: router)
        ExperimentFormRoutes(service: services.experiments, renderer: renderer).add(to: router)
        ExamplePage(service: services.experiments, renderer: renderer).add(to: router)
        NewExperimentPage(services: services, renderer: renderer).add(to: router)
        ComparePage(services: services, renderer: renderer).add(to: router)
        ModelsPage(services: services, renderer: renderer).add(to: router)
        DatasetsPage(services: services, renderer: renderer).add(to: router)
        KnowledgePage(service: services.knowledge, renderer: renderer).add(to: router)
        KnowledgeFormRoutes(service: services.knowledge, renderer: renderer).add(to: router)
        VotesPage(services: services, renderer: renderer).add(to: router)
        VotePage(service: services.votes, renderer: renderer).add(to: router)
        TrainingsPage(service: services.trainings, renderer: renderer).add(to: router)
        TrainingPage(service: services.trainings, renderer: renderer).add(to: router)
        TrainingFormRoutes(services: services, renderer: renderer).add(to: router)
        PairsPage(service: services.trainings, renderer: renderer).add(to: router)
        BenchmarksPage(shelf: services.benchmarks, renderer: renderer).add(to: router)
        AdvicePage(shelf: services.benchmarks, renderer: renderer).add(to: router)
        PlaygroundPage(services: services, renderer: renderer).add(to: router)
    }
}
