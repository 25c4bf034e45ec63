import ForgeCore
import ForgeLab
import Hummingbird

/// One experiment: overview, examples, calls, config and provenance.
struct ExperimentPage {
    let service: ExperimentService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/experiments/{id}") { request, context in
            let experiment = try await service.store.experiment(try context.parameter("id"))
            let results = try await service.results(of: experiment)
            let values = FormValues(query: request)
            let tab = values["tab"].flatMap(ExperimentTab.init) ?? .overview
            let subject = Subject(
                experiment: experiment, results: results,
                state: try await service.progress(of: experiment, results: results))
            switch tab {
            case .overview: return try await page(subject, tab, try await overview(subject, values))
            case .examples: return try await page(subject, tab, try await examples(subject, values))
            case .calls: return try await page(subject, tab, try await calls(experiment, values))
            case .config: return try await page(subject, tab, try ConfigTab(experiment, results: results))
            }
        }
    }

    /// What the page is made from, read once for its frame and its tab.
    private struct Subject {
        let experiment: Experiment
        let results: [MetricResult]
        let state: ExperimentProgress
    }

    /// What all tabs share, and the tab's own.
    struct Content<Tab: Sendable & Hashable>: Sendable, Hashable {
        let header: ExperimentHeader
        let tabs: [TabLink]
        let edit: EditForm
        let rescore: RescoreForm
        let tab: Tab
    }

    private func page<Tab: Sendable & Hashable>(
        _ subject: Subject, _ tab: ExperimentTab, _ content: Tab
    ) async throws -> Response {
        let experiment = subject.experiment
        let failed = try await FailedQuestions(of: experiment, in: service.store)
        let notes = ResultNotes.notes(subject.results)
        return try renderer.page(
            Page(
                title: experiment.name, section: .experiments,
                breadcrumbs: [Breadcrumb("Experiments", "/experiments"), Breadcrumb(experiment.name)],
                scripts: ["experiment.js", "charts.js"],
                events: "/api/v1/experiments/\(PageLink.encoded(experiment.id))/events",
                content: Content(
                    header: ExperimentHeader(experiment, subject.state, failed: failed, notes: notes),
                    tabs: TabLink.all(of: experiment.id, current: tab),
                    edit: EditForm(experiment), rescore: RescoreForm(experiment), tab: content)),
            template: "experiment-\(tab.rawValue)")
    }

    private func overview(_ subject: Subject, _ values: FormValues) async throws -> OverviewTab {
        let (experiment, results, state) = (subject.experiment, subject.results, subject.state)
        let metric = results.first(where: \.isQuality)?.metric
        let latencies = try await service.store.latencies(of: experiment.id)
        let from = max(0, min(values.int("from") ?? 0, experiment.total - 1))
        let first = from / OutcomeGrid.size * OutcomeGrid.size
        let range = first..<(first + OutcomeGrid.size)
        let outcomes = try await metric.flatMap { metric in
            { try await service.store.outcomes(of: experiment.id, metric: metric, range: range) }
        }?()
        let figures = try await service.store.agentFigures(of: experiment.id)
        return OverviewTab(
            experiment, elapsed: state.elapsed, isQueued: state.isQueued, results: results, latencies: latencies,
            fastest: try await extremes(experiment, .fastest), slowest: try await extremes(experiment, .slowest),
            grid: metric.flatMap { metric in
                outcomes.map { OutcomeGrid(experiment, metric: metric, outcomes: $0, from: first) }
            }, agents: AgentSummary(figures, of: experiment, results: results))
    }

    private func extremes(_ experiment: Experiment, _ sort: PredictionSort) async throws -> [Prediction] {
        try await service.store.predictions(
            of: experiment.id, PredictionQuery(status: .answered, sort: sort, limit: 5)
        ).items
    }

    private func examples(_ subject: Subject, _ values: FormValues) async throws -> ExamplesTab {
        let (experiment, results) = (subject.experiment, subject.results)
        var address = ExamplesAddress(id: experiment.id, values)
        var page = try await service.store.predictions(of: experiment.id, address.query(results))
        if page.items.isEmpty, page.total > 0 {
            address.page = (page.total + ExamplesAddress.pageSize - 1) / ExamplesAddress.pageSize
            page = try await service.store.predictions(of: experiment.id, address.query(results))
        }
        let figures = try await service.store.agentFigures(of: experiment.id)
        return ExamplesTab(
            address, experiment: experiment, results: results, page: page, endings: figures.endings)
    }

    private func calls(_ experiment: Experiment, _ values: FormValues) async throws -> CallsTab {
        let page = try await service.store.calls(
            of: experiment.id, index: nil, cursor: values["after"], limit: CallsTab.pageSize)
        return CallsTab(experiment, page: page, isFirst: values["after"] == nil)
    }
}
