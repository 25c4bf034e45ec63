import ForgeCore
import ForgeLab
import Hummingbird

/// What the forms of the experiments' pages do. Each answers with the way to a page.
struct ExperimentFormRoutes {
    let service: ExperimentService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        post("run", router) { id, values in
            _ = try await service.run(id)
            return values.back ?? PageLink.experiment(id)
        }
        post("resume", router) { id, values in
            _ = try await service.run(id)
            return values.back ?? PageLink.experiment(id)
        }
        post("stop", router) { id, values in
            _ = try await service.stop(id)
            return values.back ?? PageLink.experiment(id)
        }
        post("clone", router) { id, _ in PageLink.experiment(try await service.clone(id).id) }
        post("delete", router) { id, values in
            try await service.delete(id)
            return Self.list(values.back ?? "/experiments", telling: id)
        }
        post("restore", router) { id, values in
            _ = try await service.restore(id)
            guard let back = values.back else { return PageLink.experiment(id) }
            return back.contains("deleted=") ? back : Self.list(back, telling: id)
        }
        addEdit(to: router)
        addRescore(to: router)
    }

    /// The list with a notice of what became of an experiment: see `UndoNotice`.
    private static func list(_ list: String, telling id: String) -> String {
        "\(list)\(list.contains("?") ? "&" : "?")deleted=\(PageLink.encoded(id))"
    }

    private func post(
        _ action: String, _ router: Router<WebContext>,
        body: @escaping @Sendable (String, FormValues) async throws -> String
    ) {
        router.post(RouterPath("/experiments/{id}/\(action)")) { request, context in
            let values = try await FormValues(body: request)
            return Response.redirect(to: try await body(try context.parameter("id"), values), type: .normal)
        }
    }

    // MARK: Forms that may have to be shown again

    private func addEdit(to router: Router<WebContext>) {
        router.get("/experiments/{id}/edit") { _, context in
            let experiment = try await service.store.experiment(try context.parameter("id"))
            return try form(experiment, EditForm(experiment), title: "Edit", template: "experiment-edit")
        }
        router.post("/experiments/{id}/edit") { request, context in
            let experiment = try await service.store.experiment(try context.parameter("id"))
            let values = try await FormValues(body: request)
            let (name, tags) = (values["name"] ?? "", values["tags"] ?? "")
            do {
                _ = try await service.patch(experiment.id, name: name, tags: EditForm.tags(in: tags))
                return Response.redirect(to: PageLink.experiment(experiment.id), type: .normal)
            } catch let error as any ForgeError where error.kind == .invalidInput {
                var again = EditForm(id: experiment.id, name: name, tags: tags)
                again.show(error)
                return try form(
                    experiment, again, title: "Edit", template: "experiment-edit", status: .unprocessableContent)
            }
        }
    }

    private func addRescore(to router: Router<WebContext>) {
        router.get("/experiments/{id}/rescore") { _, context in
            let experiment = try await service.store.experiment(try context.parameter("id"))
            return try form(experiment, RescoreForm(experiment), title: "Rescore", template: "experiment-rescore")
        }
        router.post("/experiments/{id}/rescore") { request, context in
            let experiment = try await service.store.experiment(try context.parameter("id"))
            let metrics = try await FormValues(body: request).all("metrics")
            do {
                _ = try await service.rescore(experiment.id, metrics: metrics)
                return Response.redirect(to: PageLink.experiment(experiment.id), type: .normal)
            } catch let error as any ForgeError where error.kind == .invalidInput {
                var again = RescoreForm(experiment, chosen: metrics)
                again.error = [error.message, error.remedy].compactMap(\.self).joined(separator: " ")
                return try form(
                    experiment, again, title: "Rescore", template: "experiment-rescore",
                    status: .unprocessableContent)
            }
        }
    }

    private func form(
        _ experiment: Experiment, _ content: some Sendable, title: String, template: String,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try renderer.page(
            Page(
                title: "\(title) \(experiment.name)", section: .experiments,
                breadcrumbs: [
                    Breadcrumb("Experiments", "/experiments"),
                    Breadcrumb(experiment.name, PageLink.experiment(experiment.id)), Breadcrumb(title),
                ], content: content),
            template: template, status: status)
    }
}

extension FormValues {
    /// The list that the form was sent from; nil for any other place, so that no form leads away from here.
    fileprivate var back: String? {
        guard let back = self["back"], back == "/experiments" || back.hasPrefix("/experiments?") else { return nil }
        return back.contains(where: \.isNewline) ? nil : back
    }
}
