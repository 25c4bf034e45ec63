import ForgeCore
import ForgeLab
import Hummingbird

/// The list of experiments.
struct ExperimentsPage {
    let service: ExperimentService
    let facets: FacetShelf
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/experiments") { request, _ in
            try renderer.page(
                Page(
                    title: "Experiments", section: .experiments, scripts: ["experiments.js"],
                    events: "/api/v1/events", content: try await content(ListAddress(request))),
                template: "experiments")
        }
    }

    struct Content: Sendable, Hashable {
        let address: String
        let text: String
        let filters: [ChoiceField]
        let sort: String
        let reversed: String?
        let deleted: String?
        let showsDeleted: Bool
        let deletedPath: String
        let activePath: String
        let clearPath: String?
        let headers: [SortHeader]
        let rows: [ExperimentRow]
        let hasRows: Bool
        let pager: Pager
        let empty: EmptyState?
        let undo: UndoNotice?
    }

    private func content(_ wanted: ListAddress) async throws -> Content {
        let facets = try await facets.facets()
        var address = wanted
        var list = try await service.list(address.query)
        // A page beyond the last shows the last.
        if list.items.isEmpty, list.total > 0 {
            address.page = (list.total + ListAddress.pageSize - 1) / ListAddress.pageSize
            list = try await service.list(address.query)
        }
        return Content(
            address: address.path, text: address.text ?? "", filters: Self.filters(address, facets),
            sort: address.sort.rawValue, reversed: address.isReversed ? "true" : nil,
            deleted: address.showsDeleted ? "true" : nil, showsDeleted: address.showsDeleted,
            deletedPath: address.path { $0.showDeleted(true) }, activePath: address.path { $0.showDeleted(false) },
            clearPath: address.hasFilter ? address.path { $0.clearFilter() } : nil,
            headers: SortHeader.all(in: address), rows: list.items.map { ExperimentRow($0) },
            hasRows: !list.items.isEmpty,
            pager: Pager(page: address.page, size: ListAddress.pageSize, total: list.total, what: "experiments") {
                page in
                address.path { $0.page = page }
            },
            empty: list.items.isEmpty ? Self.empty(address) : nil, undo: try await undo(wanted))
    }

    private static func filters(_ address: ListAddress, _ facets: ExperimentFacets) -> [ChoiceField] {
        [
            ChoiceField("status", label: "Status", counts: facets.statuses, selected: address.status),
            ChoiceField("method", label: "Method", counts: facets.methods, selected: address.method),
            ChoiceField("model", label: "Model", counts: facets.models, selected: address.model),
            ChoiceField("dataset", label: "Data set", counts: facets.datasets, selected: address.dataset),
            ChoiceField("tag", label: "Tag", counts: facets.tags, selected: address.tag),
        ]
    }

    private static func empty(_ address: ListAddress) -> EmptyState {
        if address.hasFilter {
            return EmptyState(
                title: "No experiment matches", text: "Nothing has all that the filter asks for.",
                actions: [.init("Clear the filter", address.path { $0.clearFilter() }, isPrimary: true)])
        }
        if address.showsDeleted {
            return EmptyState(
                title: "Nothing is deleted", text: "Deleted experiments stay here until they are restored.",
                actions: [.init("Back to the list", address.path { $0.showDeleted(false) })])
        }
        return EmptyState(
            title: "No experiments yet",
            text: "An experiment asks a model the questions of a data set and scores every answer.",
            actions: [.init("New experiment", "/experiments/new", isPrimary: true), .init("Quick start", "/")])
    }

    /// Nil for an experiment that there is not: an address may be old.
    private func undo(_ address: ListAddress) async throws -> UndoNotice? {
        guard let id = address.undo else { return nil }
        do {
            return UndoNotice(deleted: try await service.store.experiment(id), back: address.path)
        } catch let error as any ForgeError where error.kind == .notFound {
            return nil
        }
    }
}

extension ListAddress {
    fileprivate mutating func showDeleted(_ deleted: Bool) {
        showsDeleted = deleted
        page = 1
    }

    fileprivate mutating func clearFilter() {
        (text, status, method, model, dataset, tag) = (nil, nil, nil, nil, nil, nil)
        page = 1
    }
}
