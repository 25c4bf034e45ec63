import ForgeCore

/// The forms in which chat models were trained to call tools, told by their tags.
enum TagReaders {
    private static let openings: [(tag: String, parser: StepParserName)] = [
        ("<tool_call>", .toolCallTag), ("<tool_calls>", .toolCallTag), ("<|tool_call|>", .toolCallTag),
        ("<function_call>", .toolCallTag), ("<functioncall>", .toolCallTag), ("<function=", .functionTag),
        ("[TOOL_CALLS]", .mistral), ("<|python_tag|>", .pythonTag),
    ]

    /// The first call in tags.
    static func first(in text: String, specs: [ToolSpec]) -> StepMatch? {
        let found = openings.compactMap { opening in
            text.firstRange(of: opening.tag).map { (range: $0, parser: opening.parser) }
        }
        guard let (range, parser) = found.min(by: { $0.range.lowerBound < $1.range.lowerBound }) else { return nil }
        return match(from: range, parser: parser, in: text, specs: specs)
    }

    private static func match(
        from tag: Range<String.Index>, parser: StepParserName, in text: String, specs: [ToolSpec]
    ) -> StepMatch? {
        let body = text[tag.upperBound...]
        switch parser {
        case .functionTag: return function(from: tag, in: text)
        case .mistral:
            if let match = mistralName(from: tag, in: text) { return match }
        case .toolCallTag:
            // Qwen coder puts <function=…> inside of <tool_call>.
            let inner = body.drop(while: \.isWhitespace)
            if inner.hasPrefix("<function=") {
                let end = text.index(inner.startIndex, offsetBy: "<function=".count)
                return function(from: inner.startIndex..<end, in: text, start: tag.lowerBound)
            }
        default: break
        }
        if let found = LooseJSON.first(in: body), let move = CallObject.move(found.value, specs: specs) {
            return StepMatch(
                start: tag.lowerBound, end: end(after: found.end, in: text), move: move, parser: parser)
        }
        return code(in: body, from: tag.lowerBound, parser: parser, text: text, specs: specs)
    }

    /// Takes a closing tag into the step.
    private static func end(after index: String.Index, in text: String) -> String.Index {
        let rest = text[index...].drop(while: \.isWhitespace)
        for tag in ["</tool_call>", "</tool_calls>", "<|/tool_call|>", "</function_call>", "</function>"]
        where rest.hasPrefix(tag) {
            return text.index(rest.startIndex, offsetBy: tag.count)
        }
        return index
    }

    /// `<function=search>{"query": "rain"}</function>`, or with `<parameter=query>rain</parameter>` inside.
    private static func function(
        from tag: Range<String.Index>, in text: String, start: String.Index? = nil
    ) -> StepMatch? {
        let rest = text[tag.upperBound...]
        guard let bracket = rest.firstIndex(where: { $0 == ">" || $0.isNewline }), rest[bracket] == ">" else {
            return nil
        }
        let name = LooseText.unquoted(rest[..<bracket])
        let body = text[text.index(after: bracket)...]
        let close = body.firstRange(of: "</function>")
        let content = body[..<(close?.lowerBound ?? body.endIndex)]
        let input: ActionInput
        if content.drop(while: \.isWhitespace).first == "{", let found = LooseJSON.first(in: content) {
            input = CallObject.input(found.value)
        } else {
            input = .object(parameters(in: content))
        }
        return StepMatch(
            start: start ?? tag.lowerBound, end: end(after: close?.upperBound ?? body.endIndex, in: text),
            move: .call(name: name, input: input), parser: .functionTag)
    }

    private static func parameters(in content: Substring) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for piece in content.split(separator: "<parameter=").dropFirst(content.hasPrefix("<parameter=") ? 0 : 1) {
            guard let bracket = piece.firstIndex(of: ">") else { continue }
            let value = piece[piece.index(after: bracket)...]
            let text = value[..<(value.firstRange(of: "</parameter>")?.lowerBound ?? value.endIndex)]
            members[LooseText.unquoted(piece[..<bracket])] = .string(LooseText.trimmed(text))
        }
        return members
    }

    /// `[TOOL_CALLS]search[ARGS]{"query": "rain"}`, the newer form.
    private static func mistralName(from tag: Range<String.Index>, in text: String) -> StepMatch? {
        let rest = text[tag.upperBound...]
        let name = LooseText.trimmed(rest.prefix { $0 != "[" && $0 != "{" && !$0.isNewline })
        guard !name.isEmpty, let brace = rest.firstIndex(of: "{"),
            let found = LooseJSON.value(at: brace, in: text[...])
        else { return nil }
        return StepMatch(
            start: tag.lowerBound, end: found.end, move: .call(name: name, input: CallObject.input(found.value)),
            parser: .mistral)
    }

    /// `<|python_tag|>search.call(query="rain")`
    private static func code(
        in body: Substring, from start: String.Index, parser: StepParserName, text: String, specs: [ToolSpec]
    ) -> StepMatch? {
        guard let open = body.firstIndex(of: "(") else { return nil }
        var name = LooseText.trimmed(body[..<open])
        if name.hasSuffix(".call") { name.removeLast(5) }
        guard !name.isEmpty, name.count <= 60, !name.contains(where: \.isNewline) else { return nil }
        let closing = LooseText.closing(of: open, in: text)
        let content = closing?.content ?? LooseText.line(from: text.index(after: open), in: text)
        let input = CallArguments.parse(content, spec: ToolNames.resolve(name, among: specs))
        return StepMatch(
            start: start, end: end(after: closing?.end ?? content.endIndex, in: text),
            move: .call(name: name, input: input), parser: parser)
    }
}
