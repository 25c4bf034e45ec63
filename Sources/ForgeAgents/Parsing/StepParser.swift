import ForgeCore

/// Turns what a model wrote into one step. Readers are asked in a fixed order; the step says which one understood.
///
/// 1. Calls in tags, `Action:` and `Answer:` at the beginning of a line: whichever comes first.
/// 2. The same labels inside of a line.
/// 3. Without a label: fenced JSON, bare JSON, `tool[input]`, `The answer is …`.
package struct StepParser: Sendable {
    /// Characters of an output that are looked at.
    package static let longest = 20_000

    private let specs: [ToolSpec]

    package init(specs: [ToolSpec]) { self.specs = specs }

    package func parse(_ output: String) throws(StepParseFailure) -> ParsedStep {
        let text = Self.withoutObservations(String(output.prefix(Self.longest)))
        guard let match = labelled(text) ?? inline(text) ?? unlabelled(text) else {
            let isEmpty = text.allSatisfy(\.isWhitespace)
            throw StepParseFailure(
                message: isEmpty ? "Nothing was written." : "No action and no answer was found in what was written.")
        }
        var move = match.move
        if case .call(let name, let input) = move, ToolNames.resolve(name, among: [FinishTool().spec]) != nil,
            ToolNames.resolve(name, among: specs)?.name ?? FinishTool.name == FinishTool.name
        {
            move = .answer(AnswerReader.text(of: input))
        }
        if case .answer(let answer) = move, answer.isEmpty {
            throw StepParseFailure(message: "The answer is empty.")
        }
        return ParsedStep(
            thought: Self.thought(in: text[..<match.start]), move: move, parser: match.parser,
            kept: String(text[..<match.end]))
    }

    private func labelled(_ text: String) -> StepMatch? {
        var matches: [StepMatch] = []
        if let match = TagReaders.first(in: text, specs: specs) { matches.append(match) }
        for hit in StepLabels.find(in: text) {
            if let earlier = matches.first, earlier.start <= hit.start { break }
            let match: StepMatch? =
                switch hit.label {
                case .action: ActionReader(specs: specs).read(text, start: hit.start, content: hit.content)
                case .answer: AnswerReader(specs: specs).read(text, hit: hit)
                case .question, .thought, .actionInput, .observation: nil
                }
            if let match {
                matches.append(match)
                break
            }
        }
        return matches.min { $0.start < $1.start }
    }

    private func inline(_ text: String) -> StepMatch? {
        guard let hit = StepLabels.inline(["Action:", "Final Answer:"], in: text) else { return nil }
        return hit.label == .action
            ? ActionReader(specs: specs).read(text, start: hit.start, content: hit.content)
            : AnswerReader(specs: specs).read(text, hit: hit)
    }

    private func unlabelled(_ text: String) -> StepMatch? {
        if let fence = text.firstRange(of: "```"), let found = LooseJSON.first(in: text[fence.upperBound...]),
            let move = known(CallObject.move(found.value, specs: specs))
        {
            return StepMatch(start: fence.lowerBound, end: found.end, move: move, parser: .fencedJSON)
        }
        if let brace = text.firstIndex(of: "{"), let found = LooseJSON.first(in: text[brace...]),
            let move = known(CallObject.move(found.value, specs: specs))
        {
            return StepMatch(start: brace, end: found.end, move: move, parser: .bareJSON)
        }
        return bareCall(text) ?? AnswerReader.phrase(in: text)
    }

    /// Objects without a label count only when they name a tool: other JSON is part of an answer.
    private func known(_ move: ParsedStep.Move?) -> ParsedStep.Move? {
        guard case .call(let name, _)? = move else { return move }
        return ToolNames.resolve(name, among: specs + [FinishTool().spec]) == nil ? nil : move
    }

    /// The first `tool[…]` or `tool(…)` of a known tool.
    private func bareCall(_ text: String) -> StepMatch? {
        let all = specs + (specs.contains { $0.name == FinishTool.name } ? [] : [FinishTool().spec])
        var best: StepMatch?
        for index in text.indices where text[index] == "[" || text[index] == "(" {
            let word = text[..<index].reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.count
            let start = text.index(index, offsetBy: -word)
            let name = String(text[start..<index])
            guard let spec = ToolNames.resolve(name, among: all) else { continue }
            // Aliases are everyday words: "find (", "answer (".
            let isName = ToolNames.folded(spec.name) == ToolNames.folded(name)
            guard text[index] == "[" || isName, !StepLabels.isQuoted(index, in: text) else { continue }
            best = ActionReader(specs: all).read(text, start: start, content: start)
            best?.parser = .bareCall
            if best != nil { break }
        }
        return best
    }

    /// A model that does not stop writes observations of its own making: they and what follows do not count.
    static func withoutObservations(_ text: String) -> String {
        guard let hit = StepLabels.find(in: text).first(where: { $0.label == .observation }) else { return text }
        return String(text[..<hit.start])
    }

    private static func thought(in text: Substring) -> String? {
        var thought = LooseText.trimmed(text)
        if let hit = StepLabels.label(at: thought.startIndex, in: thought), hit.label == .thought {
            thought = LooseText.trimmed(thought[hit.content...])
        }
        return thought.isEmpty ? nil : thought
    }
}
