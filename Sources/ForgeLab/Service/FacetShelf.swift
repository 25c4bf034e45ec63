package import ForgeCore

/// Keeps the counts beside the list's filters: they are of all experiments, and counting 10,000 of them costs a list page
/// a quarter of its time.
///
/// Counted anew when anything was announced since, and after a second, for what other processes do.
package actor FacetShelf {
    private let service: ExperimentService
    private var kept: (facets: ExperimentFacets, event: Int, at: ContinuousClock.Instant)?
    private static let lifetime = Duration.seconds(1)

    package init(service: ExperimentService) { self.service = service }

    package func facets() async throws -> ExperimentFacets {
        // Before the store is asked, so that what happens meanwhile is not taken for known.
        let event = service.events.lastNumber
        let now = ContinuousClock.now
        if let kept, kept.event == event, now - kept.at < Self.lifetime { return kept.facets }
        let facets = try await service.store.facets()
        kept = (facets, event, now)
        return facets
    }
}
