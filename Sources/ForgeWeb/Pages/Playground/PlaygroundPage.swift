import ForgeCatalogue
import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird
import Synchronization

/// One prompt, answered in several ways side by side.
struct PlaygroundPage {
    let services: WebServices
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/playground") { request, _ in try page(form(FormValues(query: request)), answers: []) }
        router.post("/playground") { request, _ in try await answer(FormValues(body: request)) }
    }

    private struct Content {
        let form: PlaygroundForm
        let hasModels: Bool
        let answers: [PlaygroundColumn]
        let hasAnswers: Bool
        let notice: Notice?
    }

    private var models: [String] { services.models.list().filter(\.isInstalled).map(\.entry.name) }

    private func form(_ values: FormValues) -> PlaygroundForm {
        let standard = services.models.list().first { $0.isDefault && $0.isInstalled }?.entry.name
        return PlaygroundForm(values, models: models, standard: standard ?? models.first)
    }

    private func page(
        _ form: PlaygroundForm, answers: [PlaygroundColumn], notice: Notice? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let content = Content(
            form: form, hasModels: !models.isEmpty, answers: answers, hasAnswers: !answers.isEmpty, notice: notice)
        return try renderer.page(
            Page(title: "Playground", section: .playground, scripts: ["playground.js"], content: content),
            template: "playground", status: status)
    }

    /// All answers at once, for browsers without JavaScript.
    private func answer(_ values: FormValues) async throws -> Response {
        let form = form(values)
        guard let request = form.request else {
            let notice = Notice(title: form.problem ?? "Nothing was asked.")
            return try page(form, answers: [], notice: notice, status: .unprocessableContent)
        }
        let columns = Mutex(request.contenders.map(PlaygroundColumn.init))
        do {
            try await services.playground.run(request) { event in
                columns.withLock { PlaygroundColumn.take(event, in: &$0) }
            }
            return try page(form, answers: columns.withLock { $0 })
        } catch let error as any ForgeError where error.kind != .internalFailure {
            return try page(form, answers: [], notice: Notice(error), status: Problem.status(of: error.kind))
        }
    }
}
