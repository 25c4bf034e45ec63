import ForgeCore

/// Own data by column mapping.
struct ColumnReader: DatasetReader {
    typealias Row = [String: JSONValue]

    var columns: ColumnMapping

    func sample(from row: Row, id: String, task: TaskFamily) throws -> Sample {
        let context = try columns.context.map { try texts($0, in: row) } ?? []
        return Sample(
            id: try columns.id.map { try text($0, in: row) } ?? id, question: try text(columns.question, in: row),
            answers: try answers(in: row), passages: context.map { Passage(title: "", sentences: [$0]) }, task: task)
    }

    private func answers(in row: Row) throws -> [String] {
        let value = try value(columns.answers, in: row)
        guard let text = value.string else { return try texts(columns.answers, in: row) }
        if text.hasPrefix("["), let list = try? JSON.decode([JSONValue].self, from: text) {
            return try list.map { try scalar($0, columns.answers) }
        }
        guard let separator = columns.separator else { return [text] }
        return text.split(separator: separator).map { String($0).trimmingSpaces() }.filter { !$0.isEmpty }
    }

    private func text(_ column: String, in row: Row) throws -> String {
        try scalar(try value(column, in: row), column)
    }

    private func texts(_ column: String, in row: Row) throws -> [String] {
        let value = try value(column, in: row)
        guard let list = value.array else { return [try scalar(value, column)] }
        return try list.map { try scalar($0, column) }
    }

    private func scalar(_ value: JSONValue, _ column: String) throws -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .bool(let truth): truth ? "true" : "false"
        case .null, .array, .object: throw RecordProblem("`\(column)` is not a text or a number")
        }
    }

    private func value(_ column: String, in row: Row) throws -> JSONValue {
        if let value = row[column] { return value }
        let path = column.split(separator: ".").map(String.init)
        if path.count > 1, let first = row[path[0]],
            let found = path.dropFirst().reduce(Optional(first), { $0?[$1] })
        {
            return found
        }
        throw RecordProblem(
            "there is no column `\(column)`; the columns are: \(row.keys.sorted().joined(separator: ", "))")
    }
}
