import ForgeCore

/// Reads what follows `Action:` in the many ways that models write it.
struct ActionReader {
    let specs: [ToolSpec]

    /// - Parameters:
    ///   - start: where the step begins (its label).
    ///   - content: where the text after the label begins.
    func read(_ text: String, start: String.Index, content: String.Index) -> StepMatch? {
        let body = text[content...].drop(while: \.isWhitespace)
        guard let first = body.first else { return nil }
        if body.hasPrefix("```") { return fenced(body, start: start, in: text) }
        if first == "{" || body.hasPrefix("[{") { return json(body, start: start, in: text) }
        if first == "<" || body.hasPrefix("[TOOL_CALLS]") {
            return TagReaders.first(in: String(body), specs: specs).map { match in
                // Indices of another string do not fit: the step ends with the output.
                StepMatch(start: start, end: text.endIndex, move: match.move, parser: match.parser)
            }
        }
        return call(body, start: start, in: text)
    }

    private func json(_ body: Substring, start: String.Index, in text: String) -> StepMatch? {
        guard let found = LooseJSON.value(at: body.startIndex, in: text[...]),
            let move = CallObject.move(found.value, specs: specs)
        else { return nil }
        return StepMatch(start: start, end: found.end, move: move, parser: .actionJSON)
    }

    private func fenced(_ body: Substring, start: String.Index, in text: String) -> StepMatch? {
        guard let line = body.firstIndex(where: \.isNewline) else { return nil }
        let inner = body[line...].drop(while: \.isWhitespace)
        let match =
            inner.first == "{" || inner.first == "["
            ? json(inner, start: start, in: text) : call(inner, start: start, in: text)
        guard var match else { return nil }
        let rest = text[match.end...].drop(while: \.isWhitespace)
        if rest.hasPrefix("```") { match.end = text.index(rest.startIndex, offsetBy: 3) }
        return match
    }

    private func call(_ body: Substring, start: String.Index, in text: String) -> StepMatch? {
        let line = body.prefix { !$0.isNewline }
        let open = line.firstIndex { "[({:".contains($0) }
        let head = line[..<(open ?? line.endIndex)]
        let written = Self.name(head)
        if let open, Self.isName(written) {
            if text[open] == "[" || text[open] == "(" {
                return bracketed(name: written, open: open, start: start, in: text)
            }
            if text[open] == "{", let found = LooseJSON.value(at: open, in: text[...]) {
                let move = ParsedStep.Move.call(name: written, input: CallObject.input(found.value))
                return StepMatch(start: start, end: found.end, move: move, parser: .actionJSON)
            }
        }
        return separateInput(line: line, start: start, in: text) ?? words(line, start: start)
    }

    private func bracketed(name: String, open: String.Index, start: String.Index, in text: String) -> StepMatch {
        let closing = LooseText.closing(of: open, in: text)
        let content = closing?.content ?? LooseText.line(from: text.index(after: open), in: text)
        let input = CallArguments.parse(content, spec: ToolNames.resolve(name, among: specs))
        return StepMatch(
            start: start, end: closing?.end ?? content.endIndex, move: .call(name: name, input: input),
            parser: text[open] == "[" ? .actionBracket : .actionCall)
    }

    /// `Action: search` with `Action Input: …` on a line below.
    private func separateInput(line: Substring, start: String.Index, in text: String) -> StepMatch? {
        let name = Self.name(line)
        guard Self.isName(name) else { return nil }
        var next = line.endIndex
        while next < text.endIndex, text[next].isWhitespace { next = text.index(after: next) }
        guard let hit = StepLabels.label(at: next, in: text), hit.label == .actionInput else { return nil }
        let body = text[hit.content...].drop { $0.isWhitespace || $0 == "`" }
        let inner = body.hasPrefix("json") ? body.dropFirst(4).drop(while: \.isWhitespace) : body
        if inner.first == "{", let found = LooseJSON.value(at: inner.startIndex, in: text[...]) {
            let move = ParsedStep.Move.call(name: name, input: CallObject.input(found.value))
            return StepMatch(start: start, end: found.end, move: move, parser: .actionInput)
        }
        let content = inner.prefix { !$0.isNewline }
        let input = CallArguments.parse(content, spec: ToolNames.resolve(name, among: specs))
        return StepMatch(
            start: start, end: content.endIndex, move: .call(name: name, input: input), parser: .actionInput)
    }

    /// `search: rain`, `search "rain"`, `search`: only when the words begin with a tool's name.
    private func words(_ line: Substring, start: String.Index) -> StepMatch? {
        var ends = line.indices.filter { line[$0] == ":" || line[$0] == " " || line[$0] == "=" }
        ends.append(line.endIndex)
        for end in ends.prefix(6).reversed() {
            let name = Self.name(line[..<end])
            guard let spec = ToolNames.resolve(name, among: specs) else { continue }
            let rest = line[end...].drop { ":=- ".contains($0) }
            return StepMatch(
                start: start, end: line.endIndex, move: .call(name: name, input: CallArguments.parse(rest, spec: spec)),
                parser: .actionWords)
        }
        return nil
    }

    private static func name(_ text: Substring) -> String {
        LooseText.trimmed(LooseText.unquoted(text).filter { $0 != "*" && $0 != "`" })
    }

    /// Whether text before a bracket can be a tool's name: a few words.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 40 && text.contains { $0.isLetter }
            && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == " " || $0 == "." }
    }
}
