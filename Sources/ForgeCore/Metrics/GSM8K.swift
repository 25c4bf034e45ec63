/// The published ways of grading a GSM8K completion; all read the raw output, not the parsed answer.
///
/// Nil for a sample whose golds are not worked solutions ending in `#### n`.
package struct GSM8K: Metric {
    package enum Variant: String, Sendable, CaseIterable {
        /// lm-eval gsm8k 3.0 `strict-match`: the first `#### n`.
        case strict = "gsm8k.strict"
        /// lm-eval gsm8k 3.0 `flexible-extract`: the last number-like text.
        case flexible = "gsm8k.flexible"
        /// openai/grade-school-math `dataset.py`: as strict, but only commas are removed before comparing.
        case openAI = "gsm8k.openai"
    }

    package let variant: Variant
    package let version = 1
    package let isBinary = true
    package var name: String { variant.rawValue }

    package init(variant: Variant) { self.variant = variant }

    package var summary: String {
        switch variant {
        case .strict: "lm-eval strict-match: the first '#### n' of the output equals the gold's, as text"
        case .flexible: "lm-eval flexible-extract: the last number-like text of the output equals the gold's, as text"
        case .openAI: "OpenAI's grader: the first '#### n' equals the gold's after removing commas"
        }
    }

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        let golds = sample.answers.map { Array($0.utf8) }.filter { Self.marked(in: $0) != nil }
        guard !golds.isEmpty else { return nil }
        let extracted = extract(Array(output.raw.utf8))
        return golds.contains { isEqual(extracted, to: $0) } ? 1 : 0
    }

    /// What the variant's filter takes from a completion: "[invalid]" without a match.
    package func extract(_ text: String) -> String {
        String(decoding: extract(Array(text.utf8)), as: UTF8.self)
    }

    private func extract(_ text: [UInt8]) -> ArraySlice<UInt8> {
        let found = variant == .flexible ? Self.lastNumberLike(in: text) : Self.marked(in: text)
        return found ?? Array("[invalid]".utf8)[...]
    }

    private func isEqual(_ extracted: ArraySlice<UInt8>, to gold: [UInt8]) -> Bool {
        guard variant == .openAI else { return Self.lmEval(extracted) == Self.lmEval(gold[...]) }
        return extracted.filter { $0 != Self.comma } == Self.marked(in: gold)?.filter { $0 != Self.comma }
    }

    // MARK: The references' regular expressions

    private static let comma = UInt8(ascii: ",")
    private static let dollar = UInt8(ascii: "$")
    private static let dot = UInt8(ascii: ".")
    private static let minus = UInt8(ascii: "-")
    private static let marker = Array("#### ".utf8)

    /// `#### (\-?[0-9\.\,]+)`, the first match's group.
    private static func marked(in text: [UInt8]) -> ArraySlice<UInt8>? {
        guard text.count > marker.count else { return nil }
        for start in 0..<(text.count - marker.count)
        where text[start] == marker[0] && text[start..<start + marker.count].elementsEqual(marker) {
            let number = start + marker.count
            let digits = text[number] == minus ? number + 1 : number
            let end = text[digits...].firstIndex { !isNumberLike($0) || $0 == dollar } ?? text.count
            if end > digits { return text[number..<end] }
        }
        return nil
    }

    /// `(-?[$0-9.,]{2,})|(-?[0-9]+)`, the last of the non-overlapping matches from the left.
    private static func lastNumberLike(in text: [UInt8]) -> ArraySlice<UInt8>? {
        var found: ArraySlice<UInt8>?
        var start = 0
        while start < text.count {
            let run = text[start] == minus ? start + 1 : start
            let end = text[run...].firstIndex { !isNumberLike($0) } ?? text.count
            if end - run >= 2 || (end - run == 1 && isDigit(text[run])) {
                found = text[start..<end]
                start = end
            } else {
                start += 1
            }
        }
        return found
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    private static func isNumberLike(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == dot || byte == comma || byte == dollar
    }

    /// lm-eval's `regexes_to_ignore` in their order (`,` `\$` `(?s).*#### ` `\.$`) and `ignore_case`.
    private static func lmEval(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var kept = text.filter { $0 != comma && $0 != dollar }
        if let last = kept.indices.last(where: { kept[$0...].starts(with: marker) }) {
            kept.removeFirst(last + marker.count)
        }
        // Python's `$` also matches before a final line feed.
        let end = kept.last == UInt8(ascii: "\n") ? kept.count - 1 : kept.count
        if end > 0, kept[end - 1] == dot { kept.remove(at: end - 1) }
        return kept.map(PythonText.lower)
    }
}
