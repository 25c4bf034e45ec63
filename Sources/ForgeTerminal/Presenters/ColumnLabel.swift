/// An experiment's name as the head of a column.
enum ColumnLabel {
    private static let longest = 28

    /// Names of a matrix differ at their end, so a long one loses its beginning.
    static func of(_ name: String) -> String {
        name.count <= longest ? name : "…" + name.suffix(longest - 1)
    }
}
