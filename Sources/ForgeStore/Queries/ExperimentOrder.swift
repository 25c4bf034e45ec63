import ForgeCore
import GRDB

/// The order of a list of experiments as SQL, with the row number for equal ones.
struct ExperimentOrder {
    /// Names the order in cursors.
    let name: String
    /// What the rows are sorted by.
    let value: SQL
    private let hasGaps: Bool
    private let isDescending: Bool

    init(_ query: ExperimentQuery) {
        name = query.isReversed ? "\(query.sort.rawValue)-reversed" : query.sort.rawValue
        value = query.sort.column
        hasGaps = query.sort.hasGaps
        isDescending = query.sort.isDescending != query.isReversed
    }

    /// What stands after ORDER BY.
    var terms: SQL {
        let direction = SQL(sql: isDescending ? "DESC" : "ASC")
        let gaps = SQL(sql: hasGaps ? "NULLS LAST" : "")
        return "\(value) \(direction) \(gaps), key \(direction)"
    }

    /// The condition on rows behind the one where a page ended.
    func isAfter(_ cursor: Cursor<JSONValue>) -> SQL {
        let comparison = SQL(sql: isDescending ? "<" : ">")
        guard let key = cursor.key.sortKey else { return "\(value) IS NULL AND key \(comparison) \(cursor.tie)" }
        let isBehind: SQL = "(\(value), key) \(comparison) (\(key), \(cursor.tie))"
        return hasGaps ? "(\(isBehind) OR \(value) IS NULL)" : isBehind
    }
}

extension ExperimentSort {
    fileprivate var column: SQL {
        switch self {
        case .created: "created_at"
        case .name: "name COLLATE NOCASE"
        case .finished: "finished_at"
        case .value: "value"
        case .latency: "latency"
        case .tokens: "tokens"
        case .samples: "total"
        case .method: "method"
        case .model: "model"
        case .dataset: "dataset"
        case .status: "status"
        }
    }

    /// Whether an experiment may have no value here.
    var hasGaps: Bool { [.finished, .value, .latency, .tokens].contains(self) }

    var isDescending: Bool { [.created, .finished, .value, .tokens, .samples].contains(self) }
}
