/// A table as texts, for the terminal, Markdown and pages alike.
package struct PlainTable: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var title: String
        package var isNumber: Bool

        init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    package var title: String
    package var columns: [Column]
    package var rows: [[String]]

    /// A Markdown table without its title; bars in cells are escaped.
    package func markdown() -> String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        let rule = columns.map { $0.isNumber ? "--:" : "---" }
        return ([line(columns.map(\.title)), line(rule)] + rows.map(line)).joined(separator: "\n")
    }
}
