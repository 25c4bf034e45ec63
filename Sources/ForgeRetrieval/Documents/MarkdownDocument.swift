import Foundation

/// A Markdown text as sections: headings (`#` and underlined) open them, front matter is passed over, and what stands
/// in a fenced code block is text.
struct MarkdownDocument {
    /// The first heading of level 1.
    private(set) var title: String?
    private(set) var sections: [DocumentSection] = []

    private var heading: String?
    private var level = 1
    private var lines: [Substring] = []

    init(_ text: String) {
        var fence: Substring?
        for line in Self.withoutFrontMatter(text.split(omittingEmptySubsequences: false) { $0.isNewline }) {
            if let open = fence {
                if line.drop(while: { $0 == " " }).hasPrefix(open) { fence = nil }
                lines.append(line)
            } else if let mark = Self.fence(line) {
                fence = mark
                lines.append(line)
            } else if let (level, title) = Self.heading(line) {
                open(title, level)
            } else if let level = Self.underline(line), let title = lines.popLast(underlined: level) {
                open(title, level)
            } else {
                lines.append(line)
            }
        }
        close()
    }

    private mutating func open(_ title: String, _ level: Int) {
        close()
        if level == 1, self.title == nil { self.title = title }
        heading = title
        self.level = level
    }

    private mutating func close() {
        let text = lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        // A heading without a text of its own is kept: whoever counts bare headings sees it.
        if !text.isEmpty || heading != nil {
            sections.append(DocumentSection(title: heading, level: level, text: text))
        }
        lines = []
    }

    private static func withoutFrontMatter(_ lines: [Substring]) -> ArraySlice<Substring> {
        guard let first = lines.first, first == "---" || first == "+++" || first == "\u{FEFF}---" else {
            return lines[...]
        }
        let mark = first.suffix(3)
        guard let end = lines.dropFirst().firstIndex(where: { $0 == mark || (mark == "---" && $0 == "...") }) else {
            return lines[...]
        }
        return lines[(end + 1)...]
    }

    private static func fence(_ line: Substring) -> Substring? {
        let rest = line.drop { $0 == " " }
        return ["```", "~~~"].contains(String(rest.prefix(3))) ? rest.prefix(3) : nil
    }

    private static func heading(_ line: Substring) -> (Int, String)? {
        let marks = line.prefix { $0 == "#" }
        let rest = line[marks.endIndex...]
        guard (1...6).contains(marks.count), rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
        var title = rest.trimmingCharacters(in: .whitespaces)
        // Closing marks ("## Title ##") are decoration.
        if let last = title.lastIndex(where: { $0 != "#" }), title[last] == " " {
            title = title[...last].trimmingCharacters(in: .whitespaces)
        }
        return (marks.count, title)
    }

    private static func underline(_ line: Substring) -> Int? {
        let text = line.trimmingCharacters(in: .whitespaces)
        guard text.count >= 3 else { return nil }
        if text.allSatisfy({ $0 == "=" }) { return 1 }
        return text.allSatisfy { $0 == "-" } ? 2 : nil
    }
}

extension [Substring] {
    /// The line above an underline if it can be a heading: one line of text after a blank one.
    fileprivate mutating func popLast(underlined level: Int) -> String? {
        guard let last, !last.allSatisfy(\.isWhitespace), !"|>-*".contains(last.first ?? "-"),
            count == 1 || self[count - 2].allSatisfy(\.isWhitespace)
        else { return nil }
        return removeLast().trimmingCharacters(in: .whitespaces)
    }
}
