/// The pairs to judge for one answer, and the report that their judgements make. No model is run here.
///
/// The context is all shown passages in order with their titles. Support is judged against windows of it, which may hold
/// several short passages, so that a sentence drawn from two of them is credited; which passage supports a sentence best
/// is judged by each passage alone.
package struct FaithfulnessPlan: Sendable {
    /// Every pair once.
    package private(set) var pairs: [EntailmentPair] = []
    private var places: [EntailmentPair: Int] = [:]
    private var sentences: [PlannedSentence] = []
    private var whole = 0
    private var windows = 0
    private var cut = FaithfulnessReport.Cut(sentenceTokens: 0, premiseTokens: 0, answerTokens: 0)

    private struct PlannedSentence: Sendable {
        var text: String
        /// Positions in `pairs`: one for each window of the context.
        var windows: [Int]
        var passages: [(passage: Int, title: String, pairs: [Int])]
    }

    /// What takes part of a pair's room beside the two texts: RoBERTa's four marks are the most.
    private static let specialTokens = 4

    /// Nil when there is nothing to judge: no context, or an answer without a sentence.
    ///
    /// - Parameters:
    ///   - passages: those shown, with their positions.
    ///   - maxTokens: of the judge, both texts and special tokens together.
    package init?(
        answer: String, passages: [(position: Int, passage: RetrievedPassage)], maxTokens: Int,
        meter: some TokenMeter
    ) {
        let texts = passages.map { $0.passage.contextText }
        let context = texts.joined(separator: "\n\n")
        let answerSentences = SentenceSplitter.split(answer)
        guard !answerSentences.isEmpty, !meter.tokenRanges(of: context).isEmpty else { return nil }
        let room = max(2, maxTokens - Self.specialTokens)
        for sentence in answerSentences {
            let (hypothesis, cutOff) = TextWindows.prefix(of: sentence, size: room / 2, meter: meter)
            cut.sentenceTokens += cutOff
            let size = room - meter.tokenRanges(of: hypothesis).count
            let premises = TextWindows.of(context, size: size, overlap: size / 4, meter: meter)
            windows = max(windows, premises.count)
            sentences.append(
                PlannedSentence(
                    text: sentence,
                    windows: premises.map { place(EntailmentPair(premise: $0, hypothesis: hypothesis)) },
                    passages: zip(passages, texts).map { entry, text in
                        let pieces = TextWindows.of(text, size: size, overlap: size / 4, meter: meter)
                        return (
                            entry.position, entry.passage.title,
                            pieces.map { place(EntailmentPair(premise: $0, hypothesis: hypothesis)) }
                        )
                    }))
        }
        planWhole(answer: answer, context: context, room: room, meter: meter)
    }

    private mutating func planWhole(answer: String, context: String, room: Int, meter: some TokenMeter) {
        let (hypothesis, answerCut) = TextWindows.prefix(of: answer, size: room / 2, meter: meter)
        let left = room - meter.tokenRanges(of: hypothesis).count
        let (premise, premiseCut) = TextWindows.prefix(of: context, size: left, meter: meter)
        cut.answerTokens = answerCut
        cut.premiseTokens = premiseCut
        whole = place(EntailmentPair(premise: premise, hypothesis: hypothesis))
    }

    private mutating func place(_ pair: EntailmentPair) -> Int {
        if let known = places[pair] { return known }
        places[pair] = pairs.count
        pairs.append(pair)
        return pairs.count - 1
    }

    /// - Precondition: one judgement for each pair, in order.
    package func report(_ judgements: [Entailment], judge: String) -> FaithfulnessReport {
        precondition(judgements.count == pairs.count, "one judgement for each pair")
        let supports = sentences.map { sentence in
            SentenceSupport(
                sentence: sentence.text, support: sentence.windows.map { judgements[$0].entailment }.max() ?? 0,
                best: Self.highest(sentence, judgements, \.entailment),
                contradiction: Self.highest(sentence, judgements, \.contradiction))
        }
        return FaithfulnessReport(
            sentences: supports, whole: judgements[whole].entailment, windows: windows, cut: cut, judge: judge)
    }

    /// Of equals the better ranked.
    private static func highest(
        _ sentence: PlannedSentence, _ judgements: [Entailment], _ part: KeyPath<Entailment, Double>
    ) -> PassageJudgement? {
        sentence.passages.reduce(nil) { best, entry in
            guard let score = entry.pairs.map({ judgements[$0][keyPath: part] }).max(),
                score > best?.score ?? -1
            else { return best }
            return PassageJudgement(passage: entry.passage, title: entry.title, score: score)
        }
    }
}

extension RetrievedPassage {
    /// As prompts and judges read it.
    package var contextText: String { title.isEmpty ? text : "\(title): \(text)" }
}
