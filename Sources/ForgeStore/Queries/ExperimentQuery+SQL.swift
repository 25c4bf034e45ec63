import ForgeCore
import GRDB

extension ExperimentQuery {
    /// - Throws: invalid input for a page of no size or before the first.
    func validate() throws { try PageLimit.check(limit, offset: offset) }

    /// The rows that match, as a condition on `experiments`.
    var condition: SQL {
        var conditions = [deleted.condition]
        if !statuses.isEmpty { conditions.append("status IN \(statuses.map(\.rawValue).sorted())") }
        if let method { conditions.append("method = \(StoredText(method))") }
        if let model { conditions.append("model = \(StoredText(model))") }
        if let dataset { conditions.append("dataset = \(StoredText(dataset))") }
        if let tag { conditions.append(hasTag(tag)) }
        if let text, !text.isEmpty { conditions.append(TextPattern(text).matches("name")) }
        return conditions.joined(separator: " AND ")
    }

    /// Looks into every different list of tags once: experiments that were made together share theirs.
    private func hasTag(_ tag: String) -> SQL {
        """
        tags IN (
            SELECT lists.tags FROM (SELECT DISTINCT tags FROM experiments WHERE \(deleted.condition)) AS lists
            JOIN json_each(lists.tags) AS tag WHERE tag.value = \(tag))
        """
    }
}

extension DeletedFilter {
    fileprivate var condition: SQL {
        switch self {
        case .hidden: "deleted_at IS NULL"
        case .shown: "TRUE"
        case .only: "deleted_at IS NOT NULL"
        }
    }
}
