/// Judges answers against the passages that they were given.
package struct FaithfulnessScorer: Sendable {
    private let judge: any EntailmentJudge

    package init(judge: any EntailmentJudge) { self.judge = judge }

    package var info: EncoderInfo { judge.info }

    /// Nil when there is nothing to judge: no passages were shown, or no answer was given.
    ///
    /// - Throws: the judge's error.
    package func report(answer: String?, output: String, retrieval: RetrievalTrace) async throws -> FaithfulnessReport?
    {
        guard answer != nil else { return nil }
        let shown = retrieval.shown.map { (position: $0, passage: retrieval.passages[$0]) }
        guard
            let plan = FaithfulnessPlan(
                answer: output, passages: shown, maxTokens: judge.info.maxTokens, meter: Meter(judge: judge))
        else { return nil }
        return plan.report(try await judge.judge(plan.pairs), judge: judge.info.name)
    }

    /// The same for a stored prediction, nil for one that failed or whose method looked nothing up.
    package func report(_ prediction: Prediction) async throws -> FaithfulnessReport? {
        guard prediction.status == .answered, let retrieval = RetrievalTrace(trace: prediction.trace) else {
            return nil
        }
        return try await report(answer: prediction.answer, output: prediction.output, retrieval: retrieval)
    }

    /// An existential does not open itself for a generic parameter that is used several times.
    private struct Meter: TokenMeter {
        let judge: any EntailmentJudge

        func tokenRanges(of text: String) -> [Range<Int>] { judge.tokenRanges(of: text) }
    }
}
