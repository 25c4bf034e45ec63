import ForgeCatalogue
import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// The data sets by name, their splits and samples.
struct DatasetsPage {
    let services: WebServices
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/datasets") { _, _ in try await list() }
        router.get("/datasets/{name}") { request, context in
            try await detail(try context.parameter("name"), FormValues(query: request))
        }
        router.post("/datasets/{name}/pull") { request, context in
            try await pull(try context.parameter("name"), FormValues(body: request)["split"])
        }
    }

    private struct List {
        let rows: [DatasetView]
        let isEmpty: Bool
        let isPulling: Bool
    }

    private func list() async throws -> Response {
        var rows: [DatasetView] = []
        for status in services.datasets.list() { rows.append(await view(status)) }
        let isPulling = rows.contains(where: \.isPulling)
        return try renderer.page(
            Page(
                title: "Data sets", section: .datasets, scripts: isPulling ? ["pulls.js"] : [],
                events: isPulling ? PullView.events : nil,
                content: List(rows: rows, isEmpty: rows.isEmpty, isPulling: isPulling)),
            template: "datasets")
    }

    private func detail(_ name: String, _ query: FormValues) async throws -> Response {
        let status = try services.datasets.info(name)
        let split = try status.entry.split(query["split"])
        let samples = try await SamplesView.load(status, split: split.name, query: query, browser: services.samples)
        let view = await view(status, current: split.name)
        return try renderer.page(
            Page(
                title: view.name, section: .datasets,
                breadcrumbs: [Breadcrumb("Data sets", "/datasets"), Breadcrumb(view.name)],
                scripts: view.isPulling ? ["pulls.js"] : [], events: view.isPulling ? PullView.events : nil,
                content: DatasetContent(dataset: view, samples: samples)),
            template: "dataset")
    }

    private struct DatasetContent {
        let dataset: DatasetView
        let samples: SamplesView
    }

    private func view(_ status: DatasetStatus, current: String? = nil) async -> DatasetView {
        var pulls: [String: PullState] = [:]
        let standard = status.entry.splits.first?.name
        for state in await services.pulls.states where state.subject == .dataset && state.name == status.entry.name {
            if let split = state.split ?? standard { pulls[split] = state }
        }
        return DatasetView(status, pulls: pulls, current: current)
    }

    private func pull(_ name: String, _ split: String?) async throws -> Response {
        let state = try await services.pulls.start(dataset: name, split: split)
        return .redirect(to: PageLink.dataset(state.name, split: split), type: .normal)
    }
}
