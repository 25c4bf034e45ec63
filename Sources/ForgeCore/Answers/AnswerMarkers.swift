/// A place in an output that announces an answer, and what it announces.
struct AnswerMarker {
    var source: AnswerSource
    /// Where the marker stands in the text.
    var position: Int
    /// The text that follows the marker, to the end of its line or sentence, untrimmed.
    var content: ArraySlice<UInt8>
}

/// Finds what models write before an answer: `Answer:`, `The answer is`, `####`, `\boxed{…}`.
struct AnswerMarkers {
    /// Bytes after a marker that are looked at: no answer is longer, and an output that repeats a marker a thousand
    /// times stays cheap.
    private static let reach = 2000

    private let bytes: [UInt8]
    private let lower: [UInt8]

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = Array(bytes)
        lower = bytes.map(PythonText.lower)
    }

    /// Markers with something after them from last to first, found only as far as they are asked for.
    func backwards() -> some Sequence<AnswerMarker> {
        bytes.indices.reversed().lazy.compactMap(marker(at:))
    }

    private func marker(at index: Int) -> AnswerMarker? {
        switch lower[index] {
        case UInt8(ascii: "a"): answer(at: index)
        case UInt8(ascii: "#"): hashes(at: index)
        case UInt8(ascii: "\\"): boxed(at: index)
        default: nil
        }
    }

    // MARK: Answer: and The answer is

    private func answer(at index: Int) -> AnswerMarker? {
        guard lower[...].starts(with: "answer", at: index), index == 0 || !lower[index - 1].isASCIILetter else {
            return nil
        }
        let end = skip(" *_\"", from: index + 6)
        guard end < bytes.count else { return nil }
        switch bytes[end] {
        case UInt8(ascii: ":"), UInt8(ascii: "="):
            return marker(.answerMarker, at: index, content: end + 1)
        case UInt8(ascii: "\n") where isHeading(before: index):
            return marker(.answerMarker, at: index, content: end)
        default:
            guard let start = copula(from: end) else { return nil }
            return marker(.answerIs, at: index, content: start)
        }
    }

    /// Behind the verb of "the answer is", "… would be", "the answer to the question is"; nil when there is none.
    private func copula(from start: Int) -> Int? {
        guard bytes[start - 1].isASCIISpace || bytes[start - 1] == UInt8(ascii: "*") else { return nil }
        if let end = verb(at: start) { return end }
        guard lower[...].starts(with: "to ", at: start) || lower[...].starts(with: "for ", at: start) else {
            return nil
        }
        // A phrase as long as a quoted question, but within its sentence.
        let limit = min(bytes.count, start + 160)
        for index in start..<limit {
            if bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: ".") { return nil }
            if bytes[index] == UInt8(ascii: ":") { return index + 1 }
            if bytes[index] == UInt8(ascii: " "), let end = verb(at: index + 1) { return end }
        }
        return nil
    }

    private func verb(at index: Int) -> Int? {
        let verbs: [StaticString] = [
            "is", "was", "are", "would be", "should be", "will be", "must be", "must therefore be",
        ]
        for verb in verbs where lower[...].starts(with: verb, at: index) {
            let end = index + verb.utf8CodeUnitCount
            if end == bytes.count || !bytes[end].isASCIILetter { return end }
        }
        return nil
    }

    /// Whether the line up to `index` is a heading such as `### Final `.
    private func isHeading(before index: Int) -> Bool {
        let line = lower[..<index].suffix { $0 != UInt8(ascii: "\n") }
        let words = line.filter { $0.isASCIILetter || $0 == UInt8(ascii: " ") }.split(separator: UInt8(ascii: " "))
        return words.allSatisfy { ["the", "final", "my"].contains(String(decoding: $0, as: UTF8.self)) }
    }

    // MARK: #### and \boxed

    /// Exactly four at the start of a line or after a space; deeper and shallower ones are headings.
    private func hashes(at index: Int) -> AnswerMarker? {
        guard lower[...].starts(with: "####", at: index), index == 0 || bytes[index - 1].isASCIISpace,
            index + 4 < bytes.count, bytes[index + 4] != UInt8(ascii: "#")
        else { return nil }
        let line = bytes[(index + 4)...].prefix(Self.reach).prefix { $0 != UInt8(ascii: "\n") }
        // A line of words with more text below it is a heading of the fourth level.
        let isNumber = line.trimmed().first { !"*$-".utf8.contains($0) }?.isASCIIDigit ?? false
        let isLast = bytes[line.endIndex...].allSatisfy(\.isASCIISpace)
        guard !line.trimmed().isEmpty, isNumber || isLast else { return nil }
        return AnswerMarker(source: .hashes, position: index, content: line)
    }

    /// `\boxed{…}` or `\fbox{…}` with nested braces; nil when it is not closed.
    private func boxed(at index: Int) -> AnswerMarker? {
        let isBoxed = lower[...].starts(with: "\\boxed", at: index)
        guard isBoxed || lower[...].starts(with: "\\fbox", at: index) else { return nil }
        let open = skip(" ", from: index + (isBoxed ? 6 : 5))
        guard open < bytes.count, bytes[open] == UInt8(ascii: "{") else { return nil }
        var depth = 0
        for position in open..<min(bytes.count, open + Self.reach) {
            if bytes[position] == UInt8(ascii: "{") { depth += 1 }
            if bytes[position] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 {
                return AnswerMarker(source: .boxed, position: index, content: bytes[(open + 1)..<position])
            }
        }
        return nil
    }

    // MARK: What follows a marker

    /// The first sentence after `start`, on the marker's line or, when nothing is left there, the next line that
    /// is not empty.
    private func marker(_ source: AnswerSource, at position: Int, content start: Int) -> AnswerMarker? {
        let begin = skip(" \t\r\n*_:#>", from: start)
        let line = bytes[min(begin, bytes.count)...].prefix(Self.reach).prefix { $0 != UInt8(ascii: "\n") }
        guard let sentence = SentenceSplitter.first(in: line) else { return nil }
        return AnswerMarker(source: source, position: position, content: bytes[sentence])
    }

    private func skip(_ set: StaticString, from index: Int) -> Int {
        set.withUTF8Buffer { set in bytes[index...].firstIndex { !set.contains($0) } ?? bytes.count }
    }
}
