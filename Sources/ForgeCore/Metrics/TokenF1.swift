/// The best token F1 over the golds, tokens as a multiset (`f1.squad`, `f1.triviaqa`); a missing answer is 0.
package struct TokenF1: Metric {
    package let name: String
    package let version = 1
    package let summary: String
    package let isBinary = false
    let normalization: AnswerNormalization
    let golds: GoldChoice

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        let golds = golds(sample)
        guard !golds.isEmpty else { return nil }
        guard let answer = output.answer else { return 0 }
        let predicted = AnswerTokens(normalization.bytes(of: answer))
        return golds.reduce(0) { best, gold in
            max(best, TokenOverlap(predicted, AnswerTokens(normalization.bytes(of: gold))).f1)
        }
    }
}

/// The simple set-overlap F1 (`f1.set`): `lower().split()`, each word once; best over golds.
///
/// It gives "new york new york" a full score against "new york", where the multiset F1 gives 2/3.
package struct SetF1: Metric {
    package let name = "f1.set"
    package let version = 1
    package let summary = "Word-set F1 after lower-casing, best over golds; punctuation and articles count"
    package let isBinary = false

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        guard !sample.answers.isEmpty else { return nil }
        guard let answer = output.answer else { return 0 }
        let predicted = Self.words(answer)
        return sample.answers.reduce(0) { best, gold in
            let words = Self.words(gold)
            let same = predicted.intersection(words).count
            return max(best, TokenOverlap(same: same, predicted: predicted.count, gold: words.count).f1)
        }
    }

    /// Words as scalars and not as strings, whose equality is looser than Python's.
    private static func words(_ text: String) -> Set<ArraySlice<Unicode.Scalar>> {
        Set(PythonText.lowercased(text).split(whereSeparator: PythonText.isSpace))
    }
}
