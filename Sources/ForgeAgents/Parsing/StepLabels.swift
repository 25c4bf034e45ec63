/// The labels of the ReAct protocol at the beginnings of lines: `Thought:`, `**Action 2:**`, `Final Answer:`.
enum StepLabel: Hashable {
    case question, thought, action, actionInput, observation, answer

    fileprivate static let words: [String: StepLabel] = [
        "question": .question, "thought": .thought, "thoughts": .thought, "action": .action, "tool": .action,
        "tool call": .action, "action input": .actionInput, "tool input": .actionInput, "actioninput": .actionInput,
        "input": .actionInput, "observation": .observation, "answer": .answer, "final answer": .answer,
    ]
}

/// A label, and where it and its content begin.
struct LabelHit {
    var label: StepLabel
    var start: String.Index
    var content: String.Index
}

enum StepLabels {
    /// All labels in order.
    static func find(in text: String) -> [LabelHit] {
        var hits: [LabelHit] = []
        var start = text.startIndex
        while start < text.endIndex {
            if let hit = label(at: start, in: text) { hits.append(hit) }
            guard let end = text[start...].firstIndex(where: \.isNewline) else { break }
            start = text.index(after: end)
        }
        return hits
    }

    /// The label with which a line begins.
    static func label(at start: String.Index, in text: String) -> LabelHit? {
        let line = text[start...].drop { decoration.contains($0) }.prefix(32)
        guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" || $0.isNewline }), !line[colon].isNewline
        else { return nil }
        let words = line[..<colon].lowercased().split { (character: Character) in
            decoration.contains(character) || character.isNumber
        }
        guard let label = StepLabel.words[words.joined(separator: " ")] else { return nil }
        let content = text[text.index(after: colon)...].drop { $0 == "*" || $0 == " " || $0 == "\t" }.startIndex
        return LabelHit(label: label, start: start, content: content)
    }

    /// The first place where a label stands inside a line: `I should look. Action: search[rain]`.
    static func inline(_ labels: [String], in text: String) -> LabelHit? {
        let hits = labels.compactMap { word -> LabelHit? in
            guard let range = text.range(of: word), !isQuoted(range.lowerBound, in: text) else { return nil }
            let content = text[range.upperBound...].drop { $0 == "*" || $0 == " " }.startIndex
            return LabelHit(
                label: word.hasPrefix("Action") ? .action : .answer, start: range.lowerBound, content: content)
        }
        return hits.min { $0.start < $1.start }
    }

    /// Whether a place lies on a line that begins with `>`: observations mark what looks like a step so, and a model
    /// that repeats such a line quotes it.
    static func isQuoted(_ index: String.Index, in text: String) -> Bool {
        let start = text[..<index].lastIndex(where: \.isNewline).map(text.index(after:)) ?? text.startIndex
        return text[start...].first { $0 != " " && $0 != "\t" } == ">"
    }

    private static let decoration: Set<Character> = [" ", "\t", "*", "#", "_", "`", "-", "•", "[", "]"]
}

extension String {
    /// The first occurrence, ignoring the case of ASCII letters.
    fileprivate func range(of word: String) -> Range<Index>? {
        let wanted = Array(word.lowercased())
        var start = startIndex
        while start < endIndex {
            var end = start
            var matched = 0
            while matched < wanted.count, end < endIndex, self[end].lowercased() == String(wanted[matched]) {
                end = index(after: end)
                matched += 1
            }
            if matched == wanted.count { return start..<end }
            start = index(after: start)
        }
        return nil
    }
}
