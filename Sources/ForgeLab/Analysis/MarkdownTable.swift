import ForgeCore

/// Tables in GitHub-flavoured Markdown.
enum MarkdownTable {
    /// The lines of a table.
    ///
    /// - Parameter rule: the cells of the line under the header, such as `--:`.
    static func lines(_ header: [String], rule: [String], _ rows: [[String]]) -> [String] {
        let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
        return [line(header.map(escaped)), line(rule)] + rows.map { line($0.map(escaped)) }
    }

    /// Text that ends neither a cell nor a line.
    static func escaped(_ text: String) -> String {
        text.replacingScalars("\\", with: "\\\\").replacingScalars("|", with: "\\|")
            .replacingScalars("\r", with: " ").replacingScalars("\n", with: " ")
    }
}
