/// Boxes of a few lines with a title, side by side where the terminal is wide enough.
package struct Cards: Sendable, Hashable {
    package struct Card: Sendable, Hashable {
        package var title: String
        /// Name and value; an empty name continues the line above.
        package var lines: [(name: String, value: String)] { zip(names, values).map { ($0, $1) } }
        private var names: [String]
        private var values: [String]

        package init(_ title: String, _ lines: [(name: String, value: String)]) {
            self.title = title
            names = lines.map(\.name)
            values = lines.map(\.value)
        }
    }

    package var cards: [Card]

    package init(_ cards: [Card]) { self.cards = cards }

    package func rendered(for terminal: Terminal) -> String {
        let height = cards.map(\.lines.count).max() ?? 0
        let boxes = cards.map { box($0, height: height, terminal: terminal) }
        let total = boxes.reduce(0) { $0 + TextWidth.of($1.first ?? "") + 1 } - 1
        guard total <= terminal.width ?? 120 else {
            return cards.flatMap { box($0, height: $0.lines.count, terminal: terminal) }.joined(separator: "\n")
        }
        return (0..<height + 2).map { row in boxes.map { $0[row] }.joined(separator: " ") }.joined(separator: "\n")
    }

    private func box(_ card: Card, height: Int, terminal: Terminal) -> [String] {
        let title = terminal.line(card.title)
        let lines = card.lines.map { (name: terminal.line($0.name), value: terminal.line($0.value)) }
        let natural = lines.map { TextWidth.of($0.name) + 2 + TextWidth.of($0.value) }.max() ?? 0
        let inner = max(natural, TextWidth.of(title) + 2)
        let side = terminal.text("│")
        let body = (0..<height).map { row -> String in
            guard lines.indices.contains(row) else { return String(repeating: " ", count: inner) }
            let room = inner - TextWidth.of(lines[row].name)
            return lines[row].name + TextWidth.padded(lines[row].value, to: room, right: true)
        }
        let dash = terminal.text("─")
        let top = String(repeating: dash, count: inner - TextWidth.of(title) - 1)
        let bottom = String(repeating: dash, count: inner + 2)
        return ["\(terminal.text("╭"))\(dash) \(title) \(top)\(terminal.text("╮"))"]
            + body.map { "\(side) \($0) \(side)" }
            + ["\(terminal.text("╰"))\(bottom)\(terminal.text("╯"))"]
    }
}
