import ForgeCore
import ForgeLab
import Hummingbird

/// What goes on and what came out last.
struct DashboardPage {
    let services: WebServices
    let renderer: PageRenderer

    private static let shownWaiting = 6
    private static let shownResults = 6
    private static let shownLeaders = 12

    private var service: ExperimentService { services.experiments }

    func add(to router: Router<WebContext>) {
        router.get("/") { _, _ in
            try renderer.page(
                Page(
                    title: "Dashboard", section: .dashboard, scripts: ["dashboard.js"], events: "/api/v1/events",
                    content: try await content()),
                template: "dashboard")
        }
    }

    struct Content: Sendable, Hashable {
        let counts: [Count]
        let running: [RunCard]
        let hasRunning: Bool
        let waiting: [WaitingLine]
        let hasWaiting: Bool
        /// `and 12 more`; nil when all are shown.
        let moreWaiting: String?
        let results: [ExperimentRow]
        let hasResults: Bool
        let leaders: [LeaderRow]
        let hasLeaders: Bool
        let quickStart: QuickStart?
    }

    struct Count: Sendable, Hashable {
        let name: String
        let value: String
        let path: String?
    }

    struct WaitingLine: Sendable, Hashable {
        let name: String
        let path: String
        let about: String
    }

    private func content() async throws -> Content {
        let facets = try await service.store.facets()
        let state = try await service.queue.state()
        let results = try await service.list(
            ExperimentQuery(statuses: [.completed], sort: .finished, limit: Self.shownResults))
        let leaders = try await service.store.leaders().prefix(Self.shownLeaders)
        let running = try await running()
        let waiting = try await waiting(state)
        return Content(
            counts: Self.counts(facets, waiting: state.waiting.count), running: running, hasRunning: !running.isEmpty,
            waiting: waiting, hasWaiting: !waiting.isEmpty, moreWaiting: Self.more(state.waiting.count - waiting.count),
            results: results.items.map { ExperimentRow($0) }, hasResults: !results.items.isEmpty,
            leaders: leaders.map(LeaderRow.init), hasLeaders: !leaders.isEmpty,
            quickStart: facets.statuses.isEmpty ? QuickStart(models: services.models, datasets: services.datasets) : nil
        )
    }

    private static func counts(_ facets: ExperimentFacets, waiting: Int) -> [Count] {
        let status = { (status: ExperimentStatus) in facets.statuses[status.rawValue] ?? 0 }
        let all = facets.statuses.values.reduce(0, +)
        return [
            Count(name: "Experiments", value: NumberText.count(all), path: "/experiments"),
            Count(
                name: "Completed", value: NumberText.count(status(.completed)),
                path: "/experiments?status=completed"),
            Count(name: "Running", value: NumberText.count(status(.running)), path: "/experiments?status=running"),
            Count(name: "Waiting", value: NumberText.count(waiting), path: nil),
            Count(name: "Questions answered", value: NumberText.count(facets.predictions), path: nil),
            Count(name: "Model calls", value: NumberText.count(facets.calls), path: nil),
        ]
    }

    private static func more(_ count: Int) -> String? { count > 0 ? "and \(NumberText.count(count)) more" : nil }

    /// Those of other processes on the same store too.
    private func running() async throws -> [RunCard] {
        let page = try await service.store.experiments(ExperimentQuery(statuses: [.running], limit: 6))
        var cards: [RunCard] = []
        for experiment in page.items {
            cards.append(RunCard(experiment, try await service.progress(of: experiment.id)))
        }
        return cards
    }

    private func waiting(_ state: QueueState) async throws -> [WaitingLine] {
        var lines: [WaitingLine] = []
        for id in state.waiting.prefix(Self.shownWaiting) {
            let experiment = try await service.store.experiment(id)
            lines.append(
                WaitingLine(
                    name: experiment.name, path: PageLink.experiment(id),
                    about:
                        "\(experiment.method) on \(experiment.dataset), \(NumberText.count(experiment.total)) questions"
                ))
        }
        return lines
    }
}
