import ForgeCore

/// An observation as the model is shown it: bounded, and marked so that it stays data.
///
/// A page may hold lines like `Observation:` or `Action: finish[…]`, or the tags that chat models' templates and tool
/// calls are made of. Lines after the first are indented, labels at the beginnings of lines are put behind `> `, and
/// tags are broken up: nothing inside an observation can end it or begin a step.
struct ObservationText {
    let text: String
    let cutCharacters: Int

    init(_ text: String, limit: Int) {
        let clean = Self.visible(text)
        let bounded = clean.count > limit ? Self.shortened(clean, to: limit) : clean
        cutCharacters = clean.count - bounded.count
        let lines = bounded.split(whereSeparator: \.isNewline).map { Self.marked(LooseText.trimmed($0)) }
        var shown = Self.withoutTags(lines.filter { !$0.isEmpty }.joined(separator: "\n  "))
        if cutCharacters > 0 { shown += " […]" }
        self.text = shown.isEmpty ? "(nothing)" : shown
    }

    /// At the end of a word.
    private static func shortened(_ text: String, to limit: Int) -> String {
        let cut = text.prefix(limit)
        guard let space = cut.lastIndex(where: \.isWhitespace), cut.distance(from: space, to: cut.endIndex) < 40 else {
            return String(cut)
        }
        return String(cut[..<space])
    }

    private static func marked(_ line: String) -> String {
        StepLabels.label(at: line.startIndex, in: line) == nil ? line : "> " + line
    }

    /// Without control characters and marks that change the direction of text or cannot be seen.
    private static func visible(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n" && scalar != "\t" && scalar != "\r": continue
            case .format where scalar != "\u{200D}" && scalar != "\u{200C}": continue
            case .privateUse, .surrogate, .unassigned: continue
            default: view.append(scalar)
            }
        }
        return LooseText.trimmed(String(view))
    }

    private static let tags = [
        "<|", "|>", "<｜", "｜>", "[INST]", "[/INST]", "[TOOL_CALLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "<tool_",
        "</tool_",
        "<function", "</function", "<start_of_turn>", "<end_of_turn>", "<s>", "</s>", "<bos>", "<eos>", "<think>",
        "</think>", "<<SYS>>", "<</SYS>>",
    ]

    /// A space after the first character breaks a tag for tokenizers and readers, and people still see what it was.
    ///
    /// By scalars, as tokenizers read: with a combining accent behind it `]` is another character to Swift.
    private static func withoutTags(_ text: String) -> String {
        let starts: Set<Unicode.Scalar> = ["<", "[", "|", "｜"]
        guard text.unicodeScalars.contains(where: starts.contains) else { return text }
        return tags.reduce(text) { text, tag in
            text.replacingScalars(tag, with: "\(tag.prefix(1)) \(tag.dropFirst())")
        }
    }
}
