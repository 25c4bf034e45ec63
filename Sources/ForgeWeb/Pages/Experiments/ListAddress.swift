import ForgeCore
import Hummingbird

/// What the list of experiments shows, as its address says it.
struct ListAddress: Sendable, Hashable {
    static let pageSize = 25

    var text: String?
    var status: String?
    var method: String?
    var model: String?
    var dataset: String?
    var tag: String?
    var sort = ExperimentSort.created
    var isReversed = false
    /// From 1.
    var page = 1
    /// Whether the deleted experiments are listed instead of the others.
    var showsDeleted = false
    /// The experiment that was just deleted.
    var undo: String?

    init() {}

    init(_ request: Request) {
        let values = FormValues(query: request)
        text = values["text"]
        status = values["status"]
        method = values["method"]
        model = values["model"]
        dataset = values["dataset"]
        tag = values["tag"]
        sort = values["sort"].flatMap(ExperimentSort.init) ?? .created
        isReversed = values["reversed"] == "true"
        page = min(1_000_000, max(1, values.int("page") ?? 1))
        showsDeleted = values["deleted"] == "true"
        undo = showsDeleted ? nil : values["deleted"]
    }

    var query: ExperimentQuery {
        ExperimentQuery(
            statuses: Set(status.flatMap(ExperimentStatus.init).map { [$0] } ?? []), method: method, model: model,
            dataset: dataset, tag: tag, text: text, deleted: showsDeleted ? .only : .hidden, sort: sort,
            isReversed: isReversed, offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
    }

    /// Without `undo`, which is said once.
    var path: String {
        PageLink.to(
            "/experiments",
            [
                ("text", text), ("status", status), ("method", method), ("model", model), ("dataset", dataset),
                ("tag", tag), ("sort", sort == .created ? nil : sort.rawValue),
                ("reversed", isReversed ? "true" : nil), ("page", page > 1 ? "\(page)" : nil),
                ("deleted", showsDeleted ? "true" : nil),
            ])
    }

    func path(_ change: (inout ListAddress) -> Void) -> String {
        var address = self
        change(&address)
        return address.path
    }

    var hasFilter: Bool { [text, status, method, model, dataset, tag].contains { $0 != nil } }
}
