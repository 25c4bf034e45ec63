import ForgeCore
import ForgeLab
import Hummingbird

/// The list of experiments.
struct ExperimentsPage {
    let service: ExperimentService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/experiments") { _, _ in
            let page = try await service.list(ExperimentQuery())
            return try renderer.page(
                Page(title: "Experiments", section: .experiments, content: Content(rows: page.items)),
                template: "experiments")
        }
    }

    private struct Content {
        let rows: [ExperimentOverview]
    }
}
