import ForgeCatalogue
import ForgeCore
import ForgeLab
import Hummingbird

/// What the forms of the knowledge bases' pages do.
struct KnowledgeFormRoutes {
    let service: KnowledgeService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        addCreate(to: router)
        addDelete(to: router)
        router.post("/knowledge-bases/{name}/ingest") { request, context in
            let name = try context.decoded("name")
            let values = try await FormValues(body: request)
            _ = try await service.ingest(
                values["corpus"] ?? "", into: name, removesVanished: values["removeVanished"] != nil)
            return Response.redirect(to: KnowledgeLink.tab(.about, of: name), type: .normal)
        }
        router.post("/knowledge-bases/{name}/stop") { _, context in
            let name = try context.decoded("name")
            _ = try await service.stop(name)
            return Response.redirect(to: KnowledgeLink.tab(.about, of: name), type: .normal)
        }
    }

    private func addCreate(to router: Router<WebContext>) {
        router.get("/new/knowledge-base") { request, _ in try newPage(form(FormValues(query: request))) }
        router.post("/new/knowledge-base") { request, _ in
            let values = try await FormValues(body: request)
            do {
                let made = try await service.create(try NewKnowledgeForm.wish(values))
                let path = made.job == nil ? KnowledgeLink.base(made.name) : KnowledgeLink.tab(.about, of: made.name)
                return Response.redirect(to: path, type: .normal)
            } catch let error as any ForgeError where [.invalidInput, .conflict].contains(error.kind) {
                var again = form(values)
                again.show(error)
                return try newPage(again, status: Problem.status(of: error.kind))
            }
        }
    }

    private func form(_ values: FormValues) -> NewKnowledgeForm {
        NewKnowledgeForm(values, encoders: service.encoders.list(), corpora: service.corpora.list())
    }

    private func newPage(_ form: NewKnowledgeForm, status: HTTPResponse.Status = .ok) throws -> Response {
        try renderer.page(
            Page(
                title: "New knowledge base", section: .knowledge,
                breadcrumbs: [Breadcrumb("Knowledge bases", KnowledgeLink.list), Breadcrumb("New")], content: form),
            template: "knowledge-new", status: status)
    }

    private func addDelete(to router: Router<WebContext>) {
        router.get("/knowledge-bases/{name}/delete") { _, context in
            let name = try context.decoded("name")
            return try renderer.page(
                Page(
                    title: "Delete \(name)", section: .knowledge,
                    breadcrumbs: [
                        Breadcrumb("Knowledge bases", KnowledgeLink.list),
                        Breadcrumb(name, KnowledgeLink.base(name)), Breadcrumb("Delete"),
                    ], content: DeleteKnowledgeForm(try await service.get(name))),
                template: "knowledge-delete")
        }
        router.post("/knowledge-bases/{name}/delete") { _, context in
            try await service.delete(try context.decoded("name"))
            return Response.redirect(to: KnowledgeLink.list, type: .normal)
        }
    }
}
