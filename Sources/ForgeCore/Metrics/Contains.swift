/// 1 when any normalised gold is a substring of the normalised answer (FlashRAG's `sub_em`); a missing answer is 0.
///
/// A gold that normalises to nothing ("The The") would be contained in everything, so it is passed over; nil when no
/// other gold is left. Long answers contain more by chance: show it beside exact match, never instead.
package struct Contains: Metric {
    package let name = "contains"
    package let version = 1
    package let summary = "Any SQuAD-normalised gold is a substring of the normalised answer"
    package let isBinary = true

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        let golds = sample.answers.map(AnswerNormalization.squad.bytes(of:)).filter { !$0.isEmpty }
        guard !golds.isEmpty else { return nil }
        guard let answer = output.answer else { return 0 }
        let text = AnswerNormalization.squad.bytes(of: answer)
        return golds.contains { text.containsBytes($0) } ? 1 : 0
    }
}

/// 1 when the answer equals a gold after trimming, ignoring case (`em.caseless`): the plain reading of exact match.
package struct CaselessMatch: Metric {
    package let name = "em.caseless"
    package let version = 1
    package let summary = "The answer equals a gold after trimming, ignoring case; nothing else is forgiven"
    package let isBinary = true

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        guard !sample.answers.isEmpty else { return nil }
        guard let answer = output.answer else { return 0 }
        let wanted = Self.key(answer)
        return sample.answers.contains { Self.key($0) == wanted } ? 1 : 0
    }

    private static func key(_ text: String) -> [UInt8] {
        PythonText.lowercasedUTF8(PythonText.stripped(text))
    }
}

extension Array<UInt8> {
    /// Whether `needle` occurs in it, byte for byte.
    func containsBytes(_ needle: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        guard count >= needle.count else { return false }
        return (0...(count - needle.count)).contains { start in
            self[start] == first && self[start..<start + needle.count].elementsEqual(needle)
        }
    }
}
