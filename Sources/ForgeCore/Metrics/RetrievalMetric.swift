/// A measure of the passages that a method looked up, from its trace (`recall@5`).
///
/// Relevant are the titles that the data set names as evidence (HotpotQA); a title counts where it is first found, its
/// other chunks are ranked as irrelevant. What is judged is the ranking: passages that were found but did not fit into
/// the prompt count as found (`ShownHit` judges what the model saw).
/// Nil without evidence, and for a method that asked for fewer than k passages.
package struct RetrievalMetric: Metric {
    package enum Measure: String, Sendable, CaseIterable {
        case recall, mrr, ndcg
        /// An answer string appears in the text of the first k. Not a recall: the passage may say it of something else.
        case hit
    }

    package let measure: Measure
    package let k: Int
    package let version = 1

    package init(_ measure: Measure, k: Int) {
        self.measure = measure
        self.k = k
    }

    /// - Parameter name: as in `recall@5`, k from 1 to 50.
    package init?(named name: String) {
        let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let measure = Measure(rawValue: parts[0]), let k = Int(parts[1]), "\(k)" == parts[1],
            (1...50).contains(k)
        else { return nil }
        self.init(measure, k: k)
    }

    /// Those that lists and forms offer; any other k may be named too.
    package static let offered: [RetrievalMetric] = Measure.allCases.flatMap { measure in
        [1, 3, 5, 10].map { RetrievalMetric(measure, k: $0) }
    }

    package var name: String { "\(measure.rawValue)@\(k)" }
    package var isBinary: Bool { measure == .hit }

    package var summary: String {
        switch measure {
        case .recall: "Share of the supporting titles among the first \(k) passages"
        case .mrr: "1 over the rank of the first supporting title, 0 beyond \(k) passages"
        case .ndcg: "nDCG of the first \(k) passages by supporting titles: linear gain, discount log2(rank + 1)"
        case .hit: "An accepted answer appears word for word in the first \(k) passages"
        }
    }

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        guard let retrieval = output.retrieval, retrieval.k >= k else { return nil }
        if measure == .hit { return Self.hit(retrieval.passages.prefix(k), sample) }
        let titles = Set(sample.supportingFacts.map { Self.key($0.title) })
        var open = titles
        let isRelevant = retrieval.passages.map { open.remove(Self.key($0.title)) != nil }
        switch measure {
        case .recall: return RetrievalMeasures.recall(isRelevant, relevant: titles.count, k: k)
        case .mrr: return RetrievalMeasures.reciprocalRank(isRelevant, relevant: titles.count, k: k)
        default:
            let ideal = titles.map { _ in 1.0 }
            return RetrievalMeasures.ndcg(gains: isRelevant.map { $0 ? 1 : 0 }, ideal: ideal, k: k)
        }
    }

    /// Whether an accepted answer stands in one of the passages. Nil where the answer is not a string to be found: yes, no, or nothing after normalisation.
    static func hit(_ passages: some Sequence<RetrievedPassage>, _ sample: Sample) -> Double? {
        guard sample.task == .openQuestion || sample.task == .multiHop else { return nil }
        let golds = sample.answers.map { AnswerNormalization.squad($0) }
            .filter { !["", "yes", "no", "noanswer"].contains($0) }
        guard !golds.isEmpty else { return nil }
        let needles = golds.map { Array(" \($0) ".utf8) }
        let found = passages.contains { passage in
            let text = Array(" \(AnswerNormalization.squad(passage.text)) ".utf8)
            return needles.contains { text.containsBytes($0) }
        }
        return found ? 1 : 0
    }

    /// Titles are compared as Wikipedia does: the first letter's case and underscores make no difference.
    private static func key(_ title: String) -> String {
        let spaced = title.replacing("_", with: " ").split(separator: " ").joined(separator: " ")
        return spaced.prefix(1).uppercased() + spaced.dropFirst()
    }
}
