import ForgeCore

/// One answer of the rows API.
struct RowsPage: Decodable {
    struct Entry: Decodable {
        var row_idx: Int
        var row: JSONValue
        var truncated_cells: [String]?
    }

    var rows: [Entry]
    var num_rows_total: Int
    /// The server indexed only the beginning of the split.
    var partial: Bool?
}
