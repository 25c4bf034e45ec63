/// Reads what follows `Answer:`, and answers that have no label.
struct AnswerReader {
    let specs: [ToolSpec]

    func read(_ text: String, hit: LabelHit) -> StepMatch? {
        let body = text[hit.content...].drop { $0.isWhitespace || $0 == "*" }
        let line = body.prefix { !$0.isNewline }
        let answer = LooseText.answer(line)
        guard !answer.isEmpty else { return nil }
        // `Answer: finish[Paris]`
        if let match = ActionReader(specs: specs).read(text, start: hit.start, content: body.startIndex),
            case .call(let name, let input) = match.move, ToolNames.resolve(name, among: [FinishTool().spec]) != nil,
            match.parser == .actionBracket || match.parser == .actionCall
        {
            return StepMatch(
                start: hit.start, end: match.end, move: .answer(Self.text(of: input)), parser: .answerMarker)
        }
        return StepMatch(start: hit.start, end: line.endIndex, move: .answer(answer), parser: .answerMarker)
    }

    /// `The answer is 42.`, `#### 42`, `\boxed{42}`: the last one.
    static func phrase(in text: String) -> StepMatch? {
        for mark in [
            "\\boxed{", "####", "the final answer is", "the answer is", "The final answer is", "The answer is",
        ] {
            guard let range = text.ranges(of: mark).last else { continue }
            var content = text[range.upperBound...].drop { $0 == " " || $0 == ":" || $0 == "*" }.prefix {
                !$0.isNewline
            }
            if mark == "\\boxed{" { content = content.prefix { $0 != "}" } }
            if let end = content.ranges(of: ". ").first { content = content[..<end.lowerBound] }
            var answer = LooseText.answer(content)
            if answer.hasSuffix(".") { answer = LooseText.answer(answer.dropLast()) }
            guard !answer.isEmpty else { continue }
            return StepMatch(
                start: range.lowerBound, end: content.endIndex, move: .answer(answer), parser: .answerPhrase)
        }
        return nil
    }

    /// An answer as the argument of `finish`.
    static func text(of input: ActionInput) -> String {
        switch input {
        case .text(let text): LooseText.answer(text)
        case .values(let values, let named):
            LooseText.answer((values + named.values).map(CallObject.text).joined(separator: ", "))
        case .object(let members):
            LooseText.answer(members["answer"].map(CallObject.text) ?? members.values.first.map(CallObject.text) ?? "")
        }
    }
}
