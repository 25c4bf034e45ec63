/// Cuts an output down to the part that answers the question asked.
enum OutputTrimmer {
    static func body(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        withoutContinuation(withoutControlTokens(withoutThinking(bytes)))
    }

    /// What follows the last `</think>`, if anything does.
    private static func withoutThinking(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let mark = bytes.indices.last(where: { bytes.starts(with: "</think>", at: $0) }) else { return bytes }
        let rest = bytes[(mark + 8)...]
        return rest.trimmed().isEmpty ? bytes[..<mark] : rest
    }

    /// Everything before a chat template's control token that an engine let through as text.
    private static func withoutControlTokens(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let tokens: [StaticString] = [
            "<|im_end|>", "<|im_start|>", "<|endoftext|>", "<|eot_id|>", "<|end|>", "</s>", "<end_of_turn>",
        ]
        let cut = bytes.indices.first { index in
            bytes[index] == UInt8(ascii: "<") && tokens.contains { bytes.starts(with: $0, at: index) }
        }
        return bytes[..<(cut ?? bytes.endIndex)]
    }

    /// Everything before a line that begins the next question: small models go on with one of their own. A question
    /// on the very first line is a repetition of the one asked and stays.
    private static func withoutContinuation(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            if opensQuestion(bytes[(index + 1)...].prefix(40)) { return bytes[..<index] }
        }
        return bytes
    }

    /// `Question:`, `**Question 2:**`, `Q:`, `### Question`, `User:`, `Human:`, `### Instruction:`.
    static func opensQuestion(_ line: ArraySlice<UInt8>) -> Bool {
        let start = line.drop { $0 != UInt8(ascii: "\n") && !$0.isASCIILetter }
        guard line[..<start.startIndex].allSatisfy({ " \t#*>_".utf8.contains($0) }) else { return false }
        let word = start.prefix(while: \.isASCIILetter).map(PythonText.lower)
        guard ["question", "q", "user", "human", "instruction"].contains(String(decoding: word, as: UTF8.self)) else {
            return false
        }
        let rest = start.dropFirst(word.count).drop { $0.isASCIIDigit || " *_".utf8.contains($0) }
        return rest.first == UInt8(ascii: ":")
    }
}

extension ArraySlice<UInt8> {
    /// Without a leading `A:`, the short form of `Answer:`.
    func withoutLabel() -> Self {
        let text = trimmed()
        return text.starts(with: "A:", at: text.startIndex) ? text.dropFirst(2) : text
    }

    /// Whether the line says no more than `Answer:` or `The answer is`.
    var isBareLabel: Bool {
        let words = filter { $0.isASCIILetter || $0 == 32 }.map(PythonText.lower).split(separator: 32)
        let known = ["the", "final", "correct", "my", "answer", "is"]
        return words.contains { $0.elementsEqual("answer".utf8) }
            && words.allSatisfy { known.contains(String(decoding: $0, as: UTF8.self)) }
    }

    /// What follows `Therefore`, `Thus`, `So`, `Hence` and the like at the start of a sentence; nil without one.
    func withoutConclusionWord() -> Self? {
        let start = drop { !$0.isASCIILetter }
        let lower = Array(start.prefix(20).map(PythonText.lower))[...]
        let words: [StaticString] = [
            "therefore", "thus", "so", "hence", "consequently", "in conclusion", "in summary", "in total",
        ]
        for word in words where lower.starts(with: word, at: 0) {
            let rest = start.dropFirst(word.utf8CodeUnitCount)
            guard let next = rest.first, next == UInt8(ascii: ",") || next == UInt8(ascii: ":") || next.isASCIISpace
            else {
                continue
            }
            return rest
        }
        return nil
    }
}
