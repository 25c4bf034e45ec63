import ForgeCore
import GRDB

extension ExperimentQuery {
    /// The rows that match, as a condition on `experiments`.
    var condition: SQL {
        var conditions: [SQL] = []
        if !includeDeleted { conditions.append("deleted_at IS NULL") }
        if !statuses.isEmpty { conditions.append("status IN \(statuses.map(\.rawValue))") }
        if let method { conditions.append("method = \(StoredText(method))") }
        if let model { conditions.append("model = \(StoredText(model))") }
        if let dataset { conditions.append("dataset = \(StoredText(dataset))") }
        if let tag { conditions.append("EXISTS (SELECT 1 FROM json_each(tags) WHERE json_each.value = \(tag))") }
        if let text, !text.isEmpty { conditions.append(TextPattern(text).matches("name")) }
        return conditions.isEmpty ? "1" : conditions.joined(separator: " AND ")
    }
}

extension ExperimentSort {
    /// What the list is ordered by, before the row number.
    var expression: SQL {
        switch self {
        case .created: "created_at"
        case .name: "lower(name)"
        case .finished: "COALESCE(finished_at, -1)"
        default: "created_at"
        }
    }

    var isDescending: Bool { self != .name }
}
