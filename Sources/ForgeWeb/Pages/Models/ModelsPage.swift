import ForgeCatalogue
import ForgeCore
import ForgeLab
import Hummingbird

/// The models and encoders by name: what is here, what may be pulled.
struct ModelsPage {
    let services: WebServices
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/models") { _, _ in try await list() }
        router.get("/models/{name}") { _, context in try await detail(try context.parameter("name")) }
        router.post("/encoders/{name}/pull") { _, context in try await pull(encoder: try context.parameter("name")) }
        router.post("/models/{name}/pull") { _, context in try await pull(try context.parameter("name")) }
    }

    private struct List {
        let rows: [ModelView]
        let isEmpty: Bool
        let encoders: [EncoderView]
        let hasEncoders: Bool
        let isPulling: Bool
    }

    private func list() async throws -> Response {
        var rows: [ModelView] = []
        for status in services.models.list() {
            rows.append(ModelView(status, pull: await services.pulls.state(of: .model, status.entry.name)))
        }
        var encoders: [EncoderView] = []
        for status in services.knowledge.encoders.list() {
            encoders.append(EncoderView(status, pull: await services.pulls.state(of: .encoder, status.entry.name)))
        }
        let isPulling = (rows.map(\.pull) + encoders.map(\.pull)).contains { $0?.isRunning ?? false }
        return try renderer.page(
            Page(
                title: "Models", section: .models, scripts: isPulling ? ["pulls.js"] : [],
                events: isPulling ? PullView.events : nil,
                content: List(
                    rows: rows, isEmpty: rows.isEmpty, encoders: encoders, hasEncoders: !encoders.isEmpty,
                    isPulling: isPulling)),
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

    private func pull(encoder name: String) async throws -> Response {
        _ = try await services.pulls.start(encoder: name)
        return .redirect(to: EncoderView.section, type: .normal)
    }

    private func pull(_ name: String) async throws -> Response {
        let state = try await services.pulls.start(model: name)
        return .redirect(to: PageLink.model(state.name), type: .normal)
    }
}
