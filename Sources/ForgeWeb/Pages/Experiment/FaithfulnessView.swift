import ForgeCore
import ForgeLab

/// An example's output sentence by sentence, with what the passages say of each.
struct FaithfulnessView: Sendable, Hashable {
    struct Link: Sendable, Hashable {
        /// `2 Saturn`.
        let passage: String
        let path: String
        let score: String
        /// Whether it decides: at or above the threshold.
        let isStrong: Bool
    }

    struct Sentence: Sendable, Hashable {
        let number: Int
        let id: String
        let text: String
        let support: String
        /// Ending of the class, sign and word: `supported ✓`, `unsupported ✗`.
        let kind: String
        let sign: String
        let word: String
        let best: Link?
        let contradiction: Link?
    }

    let sentences: [Sentence]
    let mean: String
    let whole: String
    let judge: String
    let verdict: String
    let isHallucination: Bool
    let threshold: String
    /// What did not fit into the judge; nil when all did.
    let cut: String?

    init(_ report: FaithfulnessReport) {
        sentences = report.sentences.enumerated().map { Sentence($1, index: $0) }
        mean = report.mean.map(Self.score) ?? "–"
        whole = Self.score(report.whole)
        judge = report.judge
        isHallucination = report.mean.map { $0 < FaithfulnessReport.threshold } ?? false
        verdict = isHallucination ? "✗ counts as hallucinated" : "✓ counts as faithful"
        threshold = Self.score(FaithfulnessReport.threshold)
        let parts = [
            (report.cut.sentenceTokens, "of long sentences"), (report.cut.premiseTokens, "of the context as a whole"),
            (report.cut.answerTokens, "of the answer as a whole"),
        ].filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) tokens \($0.1)" }
        cut = parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    static func sentenceID(_ index: Int) -> String { "sentence-\(index + 1)" }

    static func score(_ value: Double) -> String { NumberText.decimal(value, places: 2) }
}

extension FaithfulnessView.Sentence {
    fileprivate init(_ sentence: SentenceSupport, index: Int) {
        let isSupported = sentence.support >= FaithfulnessReport.threshold
        number = index + 1
        id = FaithfulnessView.sentenceID(index)
        text = sentence.sentence
        support = FaithfulnessView.score(sentence.support)
        (kind, sign, word) = isSupported ? ("supported", "✓", "supported") : ("unsupported", "✗", "not supported")
        best = sentence.best.map { FaithfulnessView.Link($0) }
        contradiction = sentence.contradiction.map { FaithfulnessView.Link($0) }
    }
}

extension FaithfulnessView.Link {
    fileprivate init(_ judgement: PassageJudgement) {
        passage = "\(judgement.passage + 1)" + (judgement.title.isEmpty ? "" : " \(judgement.title)")
        path = "#\(LookupView.passageID(judgement.passage))"
        score = FaithfulnessView.score(judgement.score)
        isStrong = judgement.score >= FaithfulnessReport.threshold
    }
}
