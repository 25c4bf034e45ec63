import ForgeLab

/// A table of texts as its template reads it.
struct TableView: Sendable, Hashable {
    struct Head: Sendable, Hashable {
        let title: String
        let isNumber: Bool
    }

    struct Cell: Sendable, Hashable {
        let text: String
        let label: String
        let isHead: Bool
        /// Class of the cell.
        let kind: String
        /// Of the row's head; nil for none.
        let path: String?
    }

    struct Row: Sendable, Hashable {
        let cells: [Cell]
    }

    let title: String
    let columns: [Head]
    let rows: [Row]
    let isEmpty: Bool

    /// - Parameter paths: where the rows' heads lead to.
    init(_ table: PlainTable, paths: [String?] = []) {
        title = table.title
        columns = table.columns.map { Head(title: $0.title, isNumber: $0.isNumber) }
        rows = table.rows.enumerated().map { number, row in
            Row(
                cells: zip(row, table.columns).enumerated().map { index, item in
                    Cell(
                        text: item.0, label: item.1.title, isHead: index == 0,
                        kind: item.1.isNumber ? "number" : "text",
                        path: index == 0 && paths.indices.contains(number) ? paths[number] : nil)
                })
        }
        isEmpty = rows.isEmpty
    }
}
