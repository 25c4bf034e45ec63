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

    /// A Markdown table without its title.
    package func markdown() -> String {
        MarkdownTable.lines(columns.map(\.title), rule: columns.map { $0.isNumber ? "--:" : "---" }, rows)
            .joined(separator: "\n")
    }
}
