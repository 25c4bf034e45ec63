/// A table of text: columns aligned by display width, numbers to the right, long text cut to fit the terminal.
package struct TextTable: Sendable, Hashable {
    package enum Alignment: Sendable, Hashable {
        case left, right
    }

    package struct Column: Sendable, Hashable {
        var title: String
        var alignment: Alignment
        /// Whether the column may be cut when the table is wider than the terminal.
        var isFlexible: Bool

        package init(_ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
        }
    }

    package struct Cell: Sendable, Hashable, ExpressibleByStringLiteral {
        var text: String
        var color: TextColor?

        package init(_ text: String, _ color: TextColor? = nil) {
            self.text = text
            self.color = color
        }

        package init(stringLiteral value: String) { self.init(value) }
    }

    package var columns: [Column]
    package private(set) var rows: [[Cell]] = []
    private static let gap = 2
    private static let narrowest = 8

    package init(_ columns: [Column]) { self.columns = columns }

    /// Missing cells are empty, surplus ones are dropped.
    package mutating func add(_ cells: [Cell]) {
        let missing = max(0, columns.count - cells.count)
        rows.append(Array(cells.prefix(columns.count)) + Array(repeating: Cell(""), count: missing))
    }

    /// Lines without a final line end.
    package func rendered(for terminal: Terminal) -> String {
        let titles = columns.map { terminal.line($0.title) }
        let cells = rows.map { row in row.map { Cell(terminal.line($0.text), $0.color) } }
        let widths = fitted(natural(titles, cells), to: terminal.width)
        let header = line(titles.map { Cell($0, .bold) }, widths: widths, terminal: terminal)
        let length = widths.reduce(0, +) + Self.gap * max(0, widths.count - 1)
        let rule = terminal.colored(String(repeating: terminal.text("─"), count: length), .dim)
        return ([header, rule] + cells.map { line($0, widths: widths, terminal: terminal) }).joined(separator: "\n")
    }

    private func natural(_ titles: [String], _ cells: [[Cell]]) -> [Int] {
        titles.indices.map { column in
            cells.reduce(TextWidth.of(titles[column])) { max($0, TextWidth.of($1[column].text)) }
        }
    }

    /// Takes from the widest flexible column, cell by cell, until the table fits or nothing can give.
    private func fitted(_ natural: [Int], to width: Int?) -> [Int] {
        guard let width else { return natural }
        var widths = natural
        var excess = natural.reduce(0, +) + Self.gap * max(0, natural.count - 1) - width
        while excess > 0 {
            let candidates = columns.indices.filter { columns[$0].isFlexible && widths[$0] > Self.narrowest }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [Cell], widths: [Int], terminal: Terminal) -> String {
        let padded = columns.indices.map { index in
            let text = TextWidth.clipped(cells[index].text, to: widths[index], mark: terminal.ellipsis)
            let isRight = columns[index].alignment == .right
            let isLast = index == columns.count - 1
            let full = isLast && !isRight ? text : TextWidth.padded(text, to: widths[index], right: isRight)
            return full.replacing(text, with: terminal.colored(text, cells[index].color), maxReplacements: 1)
        }
        let line = padded.joined(separator: String(repeating: " ", count: Self.gap))
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
