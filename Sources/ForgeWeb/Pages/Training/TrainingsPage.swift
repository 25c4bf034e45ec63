import ForgeCore
import ForgeLab
import ForgeTuning
import Hummingbird

/// The trainings of this installation.
struct TrainingsPage {
    let service: TrainingService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/trainings") { _, _ in try await list() }
    }

    private struct Content {
        let rows: [TrainingView]
        let isEmpty: Bool
        let isRunning: Bool
        let waits: Bool
        let new = TrainingLink.new
        let pairs = TrainingLink.pairs
        let charts: [ChartPlace]
        let hasCharts: Bool
    }

    private func list() async throws -> Response {
        let rows = await service.list().map(TrainingView.init)
        let hasTradeOff = (try? await service.tradeOff()) != nil
        let charts =
            hasTradeOff
            ? [ChartPlace(path: "/api/v1/training-charts/trade-off", title: "Helpfulness against factuality")] : []
        return try renderer.page(
            Page(
                title: "Trainings", section: .training,
                scripts: ["trainings.js"] + (charts.isEmpty ? [] : ["charts.js"]), events: "/api/v1/events",
                content: Content(
                    rows: rows, isEmpty: rows.isEmpty, isRunning: rows.contains(where: \.isRunning),
                    waits: await service.jobs.holdsLine, charts: charts, hasCharts: !charts.isEmpty)),
            template: "trainings")
    }
}

/// Where a chart is drawn.
struct ChartPlace: Sendable {
    let path: String
    let title: String
}
