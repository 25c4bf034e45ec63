/// Finds the answer in a model's output and says how it was found.
///
/// The output first loses what is not part of the answer: everything up to `</think>`, everything from a chat
/// template's control token on, and everything from a line that begins the next `Question:`.
///
/// `direct`: the first line that is not empty; after a marker on that line, what follows it. For math a marker
/// anywhere, or else the last number.
///
/// `reasoned`: what the last marker (`Answer:`, `The answer is`, `####`, `\boxed{…}`) announces; or else the last sentence
/// that opens with `Therefore`, `Thus`, `So` or the like; or else the last sentence, flagged `unmarked`. The last marker
/// wins because models announce intermediate results and correct themselves; a marker with nothing usable after it
/// (for math: no number) is passed over.
///
/// Math answers are reduced to their number and yes/no answers to that word.
package struct AnswerParser {
    private let body: ArraySlice<UInt8>
    private let task: TaskFamily

    package static func parse(
        _ output: String, finishReason: FinishReason?, task: TaskFamily, style: AnswerStyle
    ) -> ParsedAnswer {
        var flags: [AnswerFlag] = []
        if finishReason == .length { flags.append(.truncated) }
        if finishReason == .deadline { flags.append(.deadline) }
        guard !PythonText.stripped(output).isEmpty else {
            return ParsedAnswer(text: nil, source: .none, flags: [.empty] + flags)
        }
        let parser = AnswerParser(body: OutputTrimmer.body(of: Array(output.utf8)[...]), task: task)
        guard let found = style == .direct ? parser.direct() : parser.reasoned() else {
            return ParsedAnswer(text: nil, source: .none, flags: flags)
        }
        if found.source == .lastSentence { flags.append(.unmarked) }
        if found.text.count > longestAnswer(of: task) { flags.append(.overlong) }
        return ParsedAnswer(text: found.text, source: found.source, flags: flags)
    }

    /// Characters beyond which an answer is flagged `overlong`: TriviaQA's, HotpotQA's and NQ's golds nearly all stay
    /// below 100; a truthfulness answer is a sentence or two.
    package static func longestAnswer(of task: TaskFamily) -> Int {
        switch task {
        case .openQuestion, .multiHop: 100
        case .math, .yesNo: 30
        case .truthfulness: 300
        }
    }

    private typealias Found = (text: String, source: AnswerSource)

    // MARK: Direct

    private func direct() -> Found? {
        if task == .math { return lastMarked(in: body) ?? lastSentence(as: .whole) }
        for line in body.split(separator: UInt8(ascii: "\n")) {
            // A repeated question, or a bare "Answer:", is followed by what counts.
            if OutputTrimmer.opensQuestion(line) || line.isBareLabel {
                if let marked = lastMarked(in: body[line.startIndex...]) { return marked }
                continue
            }
            if let marked = lastMarked(in: line) { return marked }
            if let text = reduced(line.withoutLabel(), .whole) { return (text, .whole) }
        }
        return nil
    }

    // MARK: Reasoned

    private func reasoned() -> Found? {
        lastMarked(in: body) ?? conclusion() ?? lastSentence(as: .lastSentence)
    }

    private func lastMarked(in text: ArraySlice<UInt8>) -> Found? {
        if task == .math, !text.contains(where: \.isASCIIDigit) { return nil }
        for marker in AnswerMarkers(text).backwards() {
            if let text = reduced(marker.content, marker.source) { return (text, marker.source) }
        }
        return nil
    }

    private func conclusion() -> Found? {
        for range in SentenceSplitter.ranges(in: body).reversed() {
            guard let rest = body[range].withoutConclusionWord(),
                let text = reduced(rest, .conclusion)
            else { continue }
            return (text, .conclusion)
        }
        return nil
    }

    /// The last sentence from which an answer of the task can be taken, or else simply the last.
    private func lastSentence(as source: AnswerSource) -> Found? {
        let sentences = SentenceSplitter.ranges(in: body).reversed().map { body[$0] }
        for sentence in sentences {
            if let text = reduced(sentence, source) { return (text, source) }
        }
        let plain = sentences.lazy.compactMap { AnswerCleaner.clean(String(decoding: $0, as: UTF8.self)) }.first
        return plain.map { ($0, source) }
    }

    // MARK: Reducing

    /// The answer in the form of the task; nil when the text holds none.
    private func reduced(_ text: ArraySlice<UInt8>, _ source: AnswerSource) -> String? {
        if task == .math, !text.contains(where: \.isASCIIDigit) { return nil }
        // What follows an announcement may be the next announcement.
        guard !text.isBareLabel, let cleaned = AnswerCleaner.clean(String(decoding: text, as: UTF8.self)) else {
            return nil
        }
        switch task {
        case .math: return Self.number(in: cleaned, isAnnounced: source != .conclusion && source != .lastSentence)
        case .yesNo:
            return Self.yesNo(in: cleaned) ?? (source == .lastSentence || source == .conclusion ? nil : cleaned)
        case .openQuestion, .multiHop, .truthfulness: return cleaned
        }
    }

    /// A number that opens an announced answer is it ("18 eggs in 3 baskets"), unless it opens an equation; otherwise
    /// the last one is ("3 times 6 = 18", "she makes 3 cakes for $18").
    private static func number(in text: String, isAnnounced: Bool) -> String? {
        let bytes = Array(text.utf8)[...]
        if let equals = bytes.lastIndex(of: UInt8(ascii: "=")),
            let result = NumberText.all(in: bytes[(equals + 1)...]).first
        {
            return result.text
        }
        let numbers = NumberText.all(in: bytes)
        if isAnnounced, let first = numbers.first, !bytes[..<first.range.lowerBound].contains(where: \.isASCIILetter) {
            return first.text
        }
        if !isAnnounced, numbers.count == 1, isStepNumber(numbers[0].range, in: bytes) { return nil }
        return numbers.last?.text
    }

    /// `Step 12: …` and `12. …` number a step and answer nothing.
    private static func isStepNumber(_ range: Range<Int>, in bytes: ArraySlice<UInt8>) -> Bool {
        let before = bytes[..<range.lowerBound].filter { $0.isASCIILetter }.map(PythonText.lower)
        guard before.isEmpty || before.elementsEqual("step".utf8) else { return false }
        let after = bytes[range.upperBound...].prefix(2)
        return after.count == 2 && after.first.map { ":.)".utf8.contains($0) } == true && after.last == 32
    }

    private static func yesNo(in text: String) -> String? {
        text.split { !$0.isLetter }.first { YesNo(String($0).lowercased().utf8) != nil }.map(String.init)
    }
}
