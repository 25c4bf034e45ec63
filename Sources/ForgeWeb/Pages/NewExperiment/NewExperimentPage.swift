import ForgeCatalogue
import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// The form for a new experiment, by fields and as YAML.
struct NewExperimentPage {
    let services: WebServices
    let renderer: PageRenderer

    private var service: ExperimentService { services.experiments }

    func add(to router: Router<WebContext>) {
        router.get("/experiments/new") { request, _ in try await empty(FormValues(query: request)) }
        router.post("/experiments") { request, _ in try await submit(FormValues(body: request)) }
        router.post("/experiments/new/check") { request, _ in try await check(FormValues(body: request)) }
    }

    // MARK: Showing

    private func empty(_ query: FormValues) async throws -> Response {
        var origin: Experiment?
        if let id = query["from"] { origin = try await service.store.findExperiment(id) }
        let form = try origin.map(start) ?? NewExperimentDefaults(services: services).form(query)
        let yaml = try form.yaml()
        return try page(
            NewExperimentContent(
                form: form, yaml: yaml, preview: try await service.preview(yaml), known: KnownNames(services),
                origin: origin?.name))
    }

    private func start(from experiment: Experiment) throws -> ConfigForm {
        var config: ExperimentConfig = try JSON.decode(from: JSON.data(experiment.config))
        config.name = String("\(config.name) (copy)".prefix(120))
        return try ConfigForm(config: config)
    }

    private func page(_ content: NewExperimentContent, status: HTTPResponse.Status = .ok) throws -> Response {
        try renderer.page(
            Page(title: "New experiment", section: .new, scripts: ["experiment-form.js"], content: content),
            template: "new-experiment", status: status)
    }

    // MARK: Submitting

    private func submit(_ values: FormValues) async throws -> Response {
        let draft = try ConfigDraft(values)
        let preview = try await service.preview(draft.yaml)
        if values["action"] == "refresh" { return try again(draft, preview, rejected: false) }
        let isRun = values["action"] == "run"
        let isMissing = preview.missing.contains { $0.subject == .dataset || isRun }
        guard preview.report.plan != nil, !isMissing else { return try again(draft, preview, rejected: true) }
        do {
            let made = try await service.create(draft.yaml, run: isRun)
            return .redirect(to: Self.place(of: made), type: .normal)
        } catch let error as any ForgeError where error.kind != .internalFailure {
            return try again(
                draft, preview, rejected: true, failure: Notice(error), status: Problem.status(of: error.kind))
        }
    }

    private static func place(of made: [Experiment]) -> String {
        guard made.count != 1, let first = made.first else {
            return made.first.map { PageLink.experiment($0.id) } ?? "/"
        }
        let name = first.name.split(separator: "/").first.map(String.init) ?? first.name
        return PageLink.to("/experiments", [("text", name)])
    }

    /// The form as it was filled in.
    private func again(
        _ draft: ConfigDraft, _ preview: ConfigPreview, rejected: Bool, failure: Notice? = nil,
        status: HTTPResponse.Status = .unprocessableContent
    ) throws -> Response {
        let content = NewExperimentContent(
            form: draft.form, yaml: draft.yaml, preview: preview, known: KnownNames(services), isRejected: rejected,
            failure: failure)
        return try page(content, status: rejected ? status : .ok)
    }

    // MARK: Checking while somebody types

    private struct Check: Encodable {
        let yaml: String
        let fields: [String: String]
        /// Whether the YAML could be read, so that the fields may be taken over.
        let isReadable: Bool
        let errors: [String: String]
        let splits: [String]
        /// Made by the page's own template.
        let verdict: String
    }

    private func check(_ values: FormValues) async throws -> Response {
        let draft = try ConfigDraft(values)
        let preview = try await service.preview(draft.yaml)
        let split = draft.form["dataset.name"].flatMap { try? services.datasets.info($0) }
        return try Response.json(
            Check(
                yaml: draft.yaml, fields: draft.form.texts, isReadable: draft.isReadable,
                errors: ConfigVerdict.errors(preview.report), splits: split?.entry.splits.map(\.name) ?? [],
                verdict: try renderer.fragment(ConfigVerdict(preview), template: "config-verdict")))
    }
}
