import ForgeCore

/// One answer of the rows API.
struct RowsPage: Decodable {
    struct Entry: Decodable {
        var index: Int
        var row: JSONValue
        /// Cells that the server did not send whole.
        var truncatedCells: [String]?

        enum CodingKeys: String, CodingKey {
            case row
            case index = "row_idx"
            case truncatedCells = "truncated_cells"
        }
    }

    var rows: [Entry]
    var total: Int
    /// The server indexed only the beginning of the split.
    var isPartial: Bool?

    enum CodingKeys: String, CodingKey {
        case rows
        case total = "num_rows_total"
        case isPartial = "partial"
    }
}
