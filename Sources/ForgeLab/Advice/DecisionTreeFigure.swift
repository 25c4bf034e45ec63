/// The decision tree as an SVG: the root on the left, one leaf a row, text in the colour of its surroundings.
package struct DecisionTreeFigure {
    private let tree: DecisionTree
    /// Answers that are drawn strongly; none for all alike.
    private let path: [DecisionTree.Step]?

    package init(_ tree: DecisionTree = .standard, path: [DecisionTree.Step]? = nil) {
        self.tree = tree
        self.path = path
    }

    private static let box = (width: 196, height: 60)
    private static let gap = (width: 56, height: 20)

    private struct Place {
        var x: Int
        /// Of its middle.
        var y: Int
    }

    /// - Parameter isAlone: a file of its own, with a background; within a page it takes the page's colours.
    package func svg(isAlone: Bool) -> String {
        var parts: [String] = []
        var row = 0
        _ = draw(tree, depth: 0, row: &row, path: path, into: &parts)
        let width = Self.x(depth(tree)) + Self.box.width + 8
        let height = row * (Self.box.height + Self.gap.height) + 8
        let color = isAlone ? " color=\"#2E211A\"" : ""
        let ground = isAlone ? "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#FAF8F5\"/>" : ""
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
            + "height=\"\(height)\" role=\"img\" aria-label=\"\(Self.escaped(text(tree)))\"\(color) "
            + "font-family=\"Inter, system-ui, sans-serif\" font-size=\"13\">" + ground + parts.joined() + "</svg>"
    }

    /// The tree in words, for those who cannot see it.
    private func text(_ tree: DecisionTree) -> String {
        switch tree {
        case .leaf(let style, let because): "\(style.title), because \(because)"
        case .question(let question, let yes, let no):
            "\(question.text) Yes: \(text(yes)). No: \(text(no))"
        }
    }

    // MARK: Drawing

    /// - Returns: where the node stands.
    private func draw(
        _ tree: DecisionTree, depth: Int, row: inout Int, path: [DecisionTree.Step]?, into parts: inout [String]
    ) -> Place {
        let x = Self.x(depth)
        switch tree {
        case .leaf(let style, let because):
            let y = row * (Self.box.height + Self.gap.height) + Self.box.height / 2 + 4
            row += 1
            parts.append(node([style.title] + Self.lines(because), x: x, y: y, isLeaf: true, isStrong: path?.isEmpty))
            return Place(x: x, y: y)
        case .question(let question, let yes, let no):
            let isOn = path.map { $0.first?.question == question }
            let answer = isOn == true ? path?.first?.answer : nil
            func below(_ branch: Bool) -> [DecisionTree.Step]? {
                // The way of a branch that is not taken is one that no node below is on.
                path.map { answer == branch ? Array($0.dropFirst()) : [.init(question: question, answer: false)] }
            }
            let upper = draw(yes, depth: depth + 1, row: &row, path: below(true), into: &parts)
            let lower = draw(no, depth: depth + 1, row: &row, path: below(false), into: &parts)
            let place = Place(x: x, y: (upper.y + lower.y) / 2)
            parts.append(line(place, upper, "yes", isStrong: isOn.map { _ in answer == true }))
            parts.append(line(place, lower, "no", isStrong: isOn.map { _ in answer == false }))
            parts.append(node(Self.lines(question.text), x: x, y: place.y, isLeaf: false, isStrong: isOn))
            return place
        }
    }

    private func node(_ lines: [String], x: Int, y: Int, isLeaf: Bool, isStrong: Bool?) -> String {
        let top = y - Self.box.height / 2
        let radius = isLeaf ? Self.box.height / 2 : 8
        let first = y - (lines.count - 1) * 9 + 4
        let words = lines.enumerated().map { index, text in
            let weight = isLeaf && index == 0 ? " font-weight=\"600\"" : ""
            return "<text x=\"\(x + Self.box.width / 2)\" y=\"\(first + index * 18)\" text-anchor=\"middle\" "
                + "fill=\"currentColor\"\(weight)>\(Self.escaped(text))</text>"
        }
        return "<g\(Self.opacity(isStrong))><rect x=\"\(x)\" y=\"\(top)\" width=\"\(Self.box.width)\" "
            + "height=\"\(Self.box.height)\" rx=\"\(radius)\" fill=\"none\" stroke=\"currentColor\" "
            + "stroke-width=\"\(isStrong == true ? 2 : 1)\"/>" + words.joined() + "</g>"
    }

    private func line(_ from: Place, _ to: Place, _ label: String, isStrong: Bool?) -> String {
        let (x, middle) = (from.x + Self.box.width, from.x + Self.box.width + Self.gap.width / 2)
        return "<g\(Self.opacity(isStrong))><path d=\"M\(x) \(from.y)H\(middle)V\(to.y)H\(to.x)\" fill=\"none\" "
            + "stroke=\"currentColor\" stroke-width=\"\(isStrong == true ? 2 : 1)\"/>"
            + "<text x=\"\(middle + 4)\" y=\"\(to.y - 5)\" fill=\"currentColor\" font-size=\"12\">\(label)</text></g>"
    }

    // MARK: Measures

    private func depth(_ tree: DecisionTree) -> Int {
        switch tree {
        case .leaf: 0
        case .question(_, let yes, let no): 1 + max(depth(yes), depth(no))
        }
    }

    private static func x(_ depth: Int) -> Int { 4 + depth * (box.width + gap.width) }

    private static func opacity(_ isStrong: Bool?) -> String { isStrong == false ? " opacity=\"0.45\"" : "" }

    /// Lines of at most 26 characters, which fit the box.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + word.count < 26 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
