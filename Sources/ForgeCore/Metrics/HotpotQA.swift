/// HotpotQA's scores of an answer, of predicted supporting facts, and of both together (`hotpot_evaluate_v1.py`).
///
/// Supporting-fact and joint scores are nil for an output that predicts no facts and for a sample that has none.
/// A missing answer is 0.
package struct HotpotQA: Metric {
    package enum Part: String, Sendable, CaseIterable {
        case answerEM = "em.hotpotqa"
        case answerF1 = "f1.hotpotqa"
        case supportEM = "sp_em.hotpotqa"
        case supportF1 = "sp_f1.hotpotqa"
        case jointEM = "joint_em.hotpotqa"
        case jointF1 = "joint_f1.hotpotqa"
    }

    package let part: Part
    package let version = 1
    package var name: String { part.rawValue }

    package init(part: Part) { self.part = part }

    package var summary: String {
        switch part {
        case .answerEM: "HotpotQA answer: SQuAD-normalised exact match"
        case .answerF1: "HotpotQA answer: SQuAD F1, but 0 when either side is yes/no/noanswer and they differ"
        case .supportEM: "HotpotQA supporting facts: the predicted set equals the gold set"
        case .supportF1: "HotpotQA supporting facts: F1 of the (title, sentence) sets"
        case .jointEM: "HotpotQA: answer and supporting facts both exact"
        case .jointF1: "HotpotQA: F1 of the products of answer and supporting-fact precision and recall"
        }
    }

    package var isBinary: Bool {
        switch part {
        case .answerEM, .supportEM, .jointEM: true
        case .answerF1, .supportF1, .jointF1: false
        }
    }

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        switch part {
        case .answerEM: Self.answer(output, sample)?.exact
        case .answerF1: Self.answer(output, sample)?.overlap.f1
        case .supportEM: Self.support(output, sample)?.exact
        case .supportF1: Self.support(output, sample)?.overlap.f1
        case .jointEM: Self.joint(output, sample)?.exact
        case .jointF1: Self.joint(output, sample)?.overlap.f1
        }
    }

    private typealias Score = (exact: Double, overlap: TokenOverlap)

    /// Against the gold that scores best; HotpotQA itself has one gold a question.
    private static func answer(_ output: ScorableOutput, _ sample: Sample) -> Score? {
        guard !sample.answers.isEmpty else { return nil }
        guard let answer = output.answer else { return (0, .none) }
        let predicted = AnswerNormalization.squad.bytes(of: answer)
        let tokens = AnswerTokens(predicted)
        return sample.answers.reduce(into: (0, .none)) { best, gold in
            let wanted = AnswerNormalization.squad.bytes(of: gold)
            if predicted == wanted { best.exact = 1 }
            // A yes that should have been a no shares no token with it, but "yes it is" against "yes" would.
            guard predicted == wanted || !(isClosed(predicted) || isClosed(wanted)) else { return }
            let overlap = TokenOverlap(tokens, AnswerTokens(wanted))
            if overlap.f1 > best.overlap.f1 { best.overlap = overlap }
        }
    }

    private static func isClosed(_ answer: [UInt8]) -> Bool {
        ["yes", "no", "noanswer"].contains { answer.elementsEqual($0.utf8) }
    }

    private static func support(_ output: ScorableOutput, _ sample: Sample) -> Score? {
        guard let facts = output.supportingFacts, !sample.supportingFacts.isEmpty else { return nil }
        let (predicted, gold) = (Set(facts), Set(sample.supportingFacts))
        let same = predicted.intersection(gold).count
        return (
            predicted == gold ? 1 : 0, TokenOverlap(same: same, predicted: predicted.count, gold: gold.count)
        )
    }

    private static func joint(_ output: ScorableOutput, _ sample: Sample) -> Score? {
        guard let answer = answer(output, sample), let support = support(output, sample) else { return nil }
        let precision = answer.overlap.precision * support.overlap.precision
        let recall = answer.overlap.recall * support.overlap.recall
        let f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
        return (answer.exact * support.exact, TokenOverlap(precision: precision, recall: recall, f1: f1))
    }
}
