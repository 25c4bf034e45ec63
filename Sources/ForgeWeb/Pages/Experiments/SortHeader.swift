import ForgeCore

/// A column's title that sorts the list.
struct SortHeader: Sendable, Hashable {
    let title: String
    let path: String
    /// `ascending` or `descending`; nil while the list is not sorted by it.
    let direction: String?
    let isNumber: Bool

    init(_ title: String, _ sort: ExperimentSort, isNumber: Bool = false, in address: ListAddress) {
        self.title = title
        self.isNumber = isNumber
        let isCurrent = address.sort == sort
        path = address.path {
            $0.sort = sort
            $0.isReversed = isCurrent && !address.isReversed
            $0.page = 1
        }
        let descends = sort.descends != address.isReversed
        direction = isCurrent ? (descends ? "descending" : "ascending") : nil
    }

    static func all(in address: ListAddress) -> [SortHeader] {
        [
            SortHeader("Name", .name, in: address), SortHeader("Method", .method, in: address),
            SortHeader("Model", .model, in: address), SortHeader("Data set", .dataset, in: address),
            SortHeader("n", .samples, isNumber: true, in: address),
            SortHeader("Result", .value, isNumber: true, in: address),
            SortHeader("p50", .latency, isNumber: true, in: address),
            SortHeader("Tokens", .tokens, isNumber: true, in: address),
            SortHeader("Status", .status, in: address), SortHeader("Created", .created, in: address),
        ]
    }
}

extension ExperimentSort {
    /// Whether its usual order is from high to low.
    fileprivate var descends: Bool {
        switch self {
        case .created, .finished, .value, .tokens, .samples: true
        case .name, .method, .model, .dataset, .status, .latency: false
        }
    }
}
