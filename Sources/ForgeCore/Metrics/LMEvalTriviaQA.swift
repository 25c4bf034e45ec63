/// lm-eval's TriviaQA exact match, version 3.0 (`em.lmeval_triviaqa`): trimmed, lower-case, ASCII punctuation deleted,
/// articles and inner white space kept, against the raw aliases; a missing answer is 0.
///
/// lm-eval ends generation at a line end, full stop or comma, so the answer is cut there first: runs that did not stop
/// there are scored as if they had. To reproduce its number, its prompt (`Question: {q}?\nAnswer:`) is needed too.
package struct LMEvalTriviaQA: Metric {
    package let name = "em.lmeval_triviaqa"
    package let version = 1
    package let summary = "lm-eval's TriviaQA exact match: lower-case, punctuation deleted, articles kept, raw aliases"
    package let isBinary = true

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        guard !sample.answers.isEmpty else { return nil }
        guard let answer = output.answer else { return 0 }
        let generated = answer.unicodeScalars.prefix { $0 != "\n" && $0 != "." && $0 != "," }
        let wanted = Self.key(PythonText.stripped(String(generated)))
        return sample.answers.contains { Self.key($0[...]) == wanted } ? 1 : 0
    }

    /// lm-eval's `ignore_case` and `ignore_punctuation`; golds are not trimmed there.
    private static func key(_ text: Substring) -> [UInt8] {
        PythonText.lowercasedUTF8(text).filter { !PythonText.isPunctuation($0) }
    }
}
