import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// The list of vote studies, making one, hiding one.
struct VotesPage {
    let services: WebServices
    let renderer: PageRenderer
    private var service: VoteService { services.votes }

    func add(to router: Router<WebContext>) {
        router.get(RouterPath(VoteLink.list)) { request, _ in
            try renderer.page(
                Page(title: "Votes", section: .votes, content: try await list(FormValues(query: request))),
                template: "votes")
        }
        router.get(RouterPath(VoteLink.new)) { request, _ in
            try await newPage(FormValues(query: request))
        }
        router.post(RouterPath(VoteLink.new)) { request, _ in
            let values = try await FormValues(body: request)
            do {
                let made = try await service.create(try NewVoteForm.wish(values))
                return Response.redirect(to: VoteLink.study(made.id), type: .normal)
            } catch let error as any ForgeError where [.invalidInput, .conflict, .notFound].contains(error.kind) {
                return try await newPage(values, failure: Notice(error), status: Problem.status(of: error.kind))
            }
        }
        router.post("/votes/{id}/delete") { _, context in
            let id = try context.parameter("id")
            try await service.store.deleteStudy(id)
            return Response.redirect(to: PageLink.to(VoteLink.list, [("deleted", id)]), type: .normal)
        }
        router.post("/votes/{id}/restore") { _, context in
            let id = try context.parameter("id")
            try await service.store.restoreStudy(id)
            return Response.redirect(to: VoteLink.study(id), type: .normal)
        }
    }

    struct Content: Sendable {
        let new = VoteLink.new
        let rows: [VoteStudyRow]
        let isEmpty: Bool
        let undo: UndoNotice?
    }

    private func list(_ values: FormValues) async throws -> Content {
        let studies = try await service.list()
        return Content(
            rows: studies.map(VoteStudyRow.init), isEmpty: studies.isEmpty, undo: await undo(values["deleted"]))
    }

    private func undo(_ id: String?) async -> UndoNotice? {
        guard let id, let study = try? await service.store.study(id), study.deletedAt != nil else { return nil }
        return UndoNotice(deleted: study)
    }

    private func newPage(
        _ values: FormValues, failure: Notice? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let picker = try await ComparePicker.load(CompareQuery(values), service: services.experiments, notice: failure)
        return try renderer.page(
            Page(
                title: "New vote", section: .votes,
                breadcrumbs: [Breadcrumb("Votes", VoteLink.list), Breadcrumb("New")],
                content: NewVoteForm(values, picker: picker)), template: "vote-new", status: status)
    }
}

/// A line of the list.
struct VoteStudyRow: Sendable {
    let name: String
    let path: String
    let state: StatusBadge
    let about: String
    let items: String
    let voters: String
    let age: Age

    init(_ study: StudyOverview) {
        name = study.name
        path = VoteLink.study(study.id)
        state = StatusBadge(vote: study)
        about = "\(study.dataset) \(study.split)"
        items = "\(NumberText.count(study.pairs)) + \(NumberText.count(study.repeats))"
        voters =
            study.voters.isEmpty
            ? "nobody yet"
            : study.voters.map { "\(VoteWording.name(of: $0.voter)) \($0.votes)" }.joined(separator: ", ")
        age = Age(study.createdAt)
    }
}

extension StatusBadge {
    init(vote study: StudyOverview) {
        self.init(kind: study.isOpen ? "queued" : "completed", text: study.isOpen ? "open" : "closed")
    }
}

extension UndoNotice {
    /// - Parameter study: a deleted one.
    init(deleted study: VoteStudy) {
        self.init(
            text: "\(study.name) was deleted.", path: "\(VoteLink.study(study.id))/restore", button: "Restore",
            back: VoteLink.list)
    }
}
