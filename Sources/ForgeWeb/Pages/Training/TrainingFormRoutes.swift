import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTuning
import Hummingbird

/// What the forms of the trainings' pages do.
struct TrainingFormRoutes {
    let services: WebServices
    let renderer: PageRenderer

    private var service: TrainingService { services.trainings }

    func add(to router: Router<WebContext>) {
        addNew(to: router)
        addDelete(to: router)
        router.post("/trainings/{name}/stop") { _, context in
            let name = try context.decoded("name")
            _ = try await service.stop(name)
            return Response.redirect(to: TrainingLink.training(name), type: .normal)
        }
        router.post("/trainings/{name}/continue") { request, context in
            let name = try context.decoded("name")
            let values = try await FormValues(body: request)
            _ = try await service.resume(name, beside: values["beside"] != nil)
            return Response.redirect(to: TrainingLink.training(name), type: .normal)
        }
    }

    // MARK: New

    private func addNew(to router: Router<WebContext>) {
        router.get("/new/training") { request, _ in
            let values = FormValues(query: request)
            return try newPage(form(NewTrainingForm.template(models: services.models, pairs: values["pairs"], service)))
        }
        router.post("/new/training") { request, _ in
            let values = try await FormValues(body: request)
            var again = form(values["config"] ?? "")
            again.beside = values["beside"] != nil
            do {
                if values["action"] == "check" {
                    again.approve(try service.check(again.yaml))
                    return try newPage(again)
                }
                let made = try await service.start(again.yaml, beside: again.beside)
                return Response.redirect(to: TrainingLink.training(made.name), type: .normal)
            } catch let error as any ForgeError where error.kind != .internalFailure {
                again.show(error)
                return try newPage(again, status: Problem.status(of: error.kind))
            }
        }
    }

    private func form(_ yaml: String) -> NewTrainingForm { NewTrainingForm(yaml, shelf: service.shelf) }

    private func newPage(_ form: NewTrainingForm, status: HTTPResponse.Status = .ok) throws -> Response {
        try renderer.page(
            Page(
                title: "New training", section: .training,
                breadcrumbs: [Breadcrumb("Trainings", TrainingLink.list), Breadcrumb("New")], content: form),
            template: "training-new", status: status)
    }

    // MARK: Delete

    private struct Deleting {
        let name: String
        let path: String
        let back: String
        let steps: String
        let hasAdapter: Bool
        let uses: String?
        let isRunning: Bool
    }

    private func addDelete(to router: Router<WebContext>) {
        router.get("/trainings/{name}/delete") { _, context in
            let training = try await service.get(try context.decoded("name"))
            let uses = try await service.uses(of: training).count
            let path = TrainingLink.training(training.name)
            return try renderer.page(
                Page(
                    title: "Delete \(training.name)", section: .training,
                    breadcrumbs: [
                        Breadcrumb("Trainings", TrainingLink.list), Breadcrumb(training.name, path),
                        Breadcrumb("Delete"),
                    ],
                    content: Deleting(
                        name: training.name, path: "\(path)/delete", back: path,
                        steps: NumberText.count(training.progress.step), hasAdapter: training.adapter != nil,
                        uses: uses == 0 ? nil : NumberText.count(uses), isRunning: training.state == .running)),
                template: "training-delete")
        }
        router.post("/trainings/{name}/delete") { _, context in
            try await service.delete(try context.decoded("name"))
            return Response.redirect(to: TrainingLink.list, type: .normal)
        }
    }
}
