import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning
import Hummingbird

/// One training: its course, what came of it, its pairs, its config and files.
struct TrainingPage {
    let service: TrainingService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/trainings/{name}") { request, context in
            try await training(try context.decoded("name"), FormValues(query: request))
        }
    }

    private func training(_ name: String, _ values: FormValues) async throws -> Response {
        let listing = try await service.get(name)
        switch values["tab"].flatMap(TrainingTab.init) ?? .overview {
        case .overview:
            return try await page(listing, .overview, try await TrainingOverviewTab.load(listing, service))
        case .pairs: return try await page(listing, .pairs, try await TrainingPairsTab.load(listing, values, service))
        case .about: return try await page(listing, .about, try TrainingAboutTab(listing, service))
        }
    }

    private struct Content<Tab: Sendable>: Sendable {
        let training: TrainingView
        let tabs: [TabLink]
        let actions: TrainingActions
        let tab: Tab
    }

    private func page(
        _ listing: TrainingListing, _ tab: TrainingTab, _ content: some Sendable
    ) async throws -> Response {
        try renderer.page(
            Page(
                title: listing.name, section: .training,
                breadcrumbs: [Breadcrumb("Trainings", TrainingLink.list), Breadcrumb(listing.name)],
                scripts: ["charts.js", "training.js"], events: "/api/v1/events",
                content: Content(
                    training: TrainingView(listing), tabs: TrainingTab.links(of: listing.name, current: tab),
                    actions: TrainingActions(listing, isHere: await service.isHere(listing.name)), tab: content)),
            template: tab == .overview ? "training-overview" : "training-\(tab.rawValue)")
    }
}

/// What can be done with a training now.
struct TrainingActions: Sendable {
    let canContinue: Bool
    let continuePath: String
    let canStop: Bool
    let stopPath: String
    let isElsewhere: Bool
    let canDelete: Bool
    let deletePath: String
    /// `after step 12`, `from its beginning`.
    let from: String

    init(_ training: TrainingListing, isHere: Bool) {
        let path = TrainingLink.training(training.name)
        canContinue = training.state.canContinue
        continuePath = "\(path)/continue"
        canStop = isHere
        stopPath = "\(path)/stop"
        isElsewhere = training.state == .running && !isHere
        canDelete = training.state != .running
        deletePath = "\(path)/delete"
        from = training.progress.savedStep.map { "after step \(NumberText.count($0))" } ?? "from its beginning"
    }
}
