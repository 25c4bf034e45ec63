import ForgeCatalogue
import ForgeCore
import ForgeLab
import Hummingbird

/// The models by name: what is here, what may be pulled.
struct ModelsPage {
    let services: WebServices
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/models") { _, _ in try await list() }
        router.get("/models/{name}") { _, context in try await detail(try context.parameter("name")) }
        router.post("/models/{name}/pull") { _, context in try await pull(try context.parameter("name")) }
    }

    private struct List {
        let rows: [ModelView]
        let isEmpty: Bool
        let isPulling: Bool
    }

    private func list() async throws -> Response {
        var rows: [ModelView] = []
        for status in services.models.list() {
            rows.append(ModelView(status, pull: await services.pulls.state(of: .model, status.entry.name)))
        }
        let isPulling = rows.contains { $0.pull?.isRunning ?? false }
        return try renderer.page(
            Page(
                title: "Models", section: .models, scripts: isPulling ? ["pulls.js"] : [],
                events: isPulling ? PullView.events : nil,
                content: List(rows: rows, isEmpty: rows.isEmpty, isPulling: isPulling)),
            template: "models")
    }

    private func detail(_ name: String) async throws -> Response {
        let status = try services.models.info(name)
        let view = ModelView(status, pull: await services.pulls.state(of: .model, status.entry.name))
        return try renderer.page(
            Page(
                title: view.name, section: .models,
                breadcrumbs: [Breadcrumb("Models", "/models"), Breadcrumb(view.name)],
                scripts: view.isPulling ? ["pulls.js"] : [], events: view.isPulling ? PullView.events : nil,
                content: view),
            template: "model")
    }

    private func pull(_ name: String) async throws -> Response {
        let state = try await services.pulls.start(model: name)
        return .redirect(to: PageLink.model(state.name), type: .normal)
    }
}
