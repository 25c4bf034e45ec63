/// 1 when the normalised answer equals any normalised gold (`em.squad`, `em.triviaqa`); a missing answer is 0.
package struct ExactMatch: Metric {
    package let name: String
    package let version = 1
    package let summary: String
    package let isBinary = true
    let normalization: AnswerNormalization
    let golds: GoldChoice

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        let golds = golds(sample)
        guard !golds.isEmpty else { return nil }
        guard let answer = output.answer else { return 0 }
        let wanted = normalization.bytes(of: answer)
        return golds.contains { normalization.bytes(of: $0) == wanted } ? 1 : 0
    }
}

/// Which of a sample's golds a metric uses.
enum GoldChoice: Sendable {
    /// The accepted answers as the data set spells them.
    case answers
    /// TriviaQA's script uses NormalizedAliases; data sets without them are scored on their answers.
    case normalizedAliases

    func callAsFunction(_ sample: Sample) -> [String] {
        switch self {
        case .answers: sample.answers
        case .normalizedAliases: sample.normalizedAliases.isEmpty ? sample.answers : sample.normalizedAliases
        }
    }
}
