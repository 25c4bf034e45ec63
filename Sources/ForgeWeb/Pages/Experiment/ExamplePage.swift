import ForgeCore
import ForgeLab
import Hummingbird

/// One question with everything that was done to answer it.
struct ExamplePage {
    let service: ExperimentService
    let renderer: PageRenderer

    private static let mostCalls = 200

    func add(to router: Router<WebContext>) {
        router.get("/experiments/{id}/examples/{index}") { request, context in
            let experiment = try await service.store.experiment(try context.parameter("id"))
            let text = try context.parameter("index")
            guard let index = Int(text), (0..<experiment.total).contains(index) else {
                throw Self.missing(text, in: experiment)
            }
            let values = FormValues(query: request)
            let content = try await content(experiment, index, values)
            return try renderer.page(
                Page(
                    title: "Example \(index + 1) of \(experiment.name)", section: .experiments,
                    breadcrumbs: [
                        Breadcrumb("Experiments", "/experiments"),
                        Breadcrumb(experiment.name, PageLink.experiment(experiment.id)),
                        Breadcrumb("Examples", content.listPath), Breadcrumb("Example \(index + 1)"),
                    ], scripts: ["example.js"], content: content),
                template: "example")
        }
    }

    struct Content: Sendable, Hashable {
        let number: String
        let listPath: String
        let previous: String?
        let next: String?
        let answered: ExampleView?
        /// The question, when it is not answered yet.
        let question: LongText?
        let calls: [CallView]
        let hasCalls: Bool
    }

    private func content(_ experiment: Experiment, _ index: Int, _ values: FormValues) async throws -> Content {
        let prediction = try await service.store.predictions(
            of: experiment.id, PredictionQuery(indices: [index], limit: 1)
        ).items.first
        let calls = try await service.store.calls(
            of: experiment.id, index: index, cursor: nil, limit: Self.mostCalls)
        let address = ExamplesAddress(id: experiment.id, values)
        let neighbours = try await neighbours(of: index, in: experiment, address, at: values.int("at"))
        return Content(
            number: NumberText.count(index + 1),
            listPath: address.path(page: (values.int("at") ?? index) / ExamplesAddress.pageSize + 1),
            previous: neighbours.previous, next: neighbours.next, answered: prediction.map(ExampleView.init),
            question: prediction == nil ? try await question(index, in: experiment) : nil,
            calls: calls.items.map { CallView($0, linksToExample: false) }, hasCalls: !calls.items.isEmpty)
    }

    private func question(_ index: Int, in experiment: Experiment) async throws -> LongText? {
        let samples = try await service.store.samples(of: experiment.id).samples
        return samples.indices.contains(index) ? LongText(samples[index].question) : nil
    }

    // MARK: Neighbours

    private typealias Neighbours = (previous: String?, next: String?)

    /// Within the list that the reader came from, else by number.
    private func neighbours(
        of index: Int, in experiment: Experiment, _ address: ExamplesAddress, at position: Int?
    ) async throws -> Neighbours {
        if let position, position >= 0, position < experiment.total {
            let found = try await neighbours(of: index, in: experiment, address, position: position)
            if let found { return found }
        }
        return (
            index > 0 ? PageLink.example(experiment.id, index - 1) : nil,
            index + 1 < experiment.total ? PageLink.example(experiment.id, index + 1) : nil
        )
    }

    /// Nil when the list has changed so that the example is not where it was.
    private func neighbours(
        of index: Int, in experiment: Experiment, _ address: ExamplesAddress, position: Int
    ) async throws -> Neighbours? {
        let first = max(0, position - 1)
        var query = address.query(try await service.results(of: experiment))
        query.offset = first
        query.limit = position - first + 2
        let items = try await service.store.predictions(of: experiment.id, query).items
        guard let here = items.firstIndex(where: { $0.index == index }) else { return nil }
        let link = { (place: Int) in
            items.indices.contains(place) ? address.example(items[place].index, at: first + place) : nil
        }
        return (link(here - 1), link(here + 1))
    }

    private static func missing(_ text: String, in experiment: Experiment) -> Problem {
        Problem(
            status: .notFound, code: "example.not-found", title: "There is no example \(text.clippedLine(to: 40)).",
            remedy: "\(experiment.name) has examples 0 to \(experiment.total - 1) in addresses, "
                + "1 to \(experiment.total) on pages.")
    }
}
