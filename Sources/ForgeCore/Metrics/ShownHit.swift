/// Whether an accepted answer stands in the passages that the model saw: those found, without those that did not fit
/// into the prompt.
///
/// Beside `hit@k`, which judges the ranking, it tells what the room for passages took away. Nil where `hit@k` is.
package struct ShownHit: Metric {
    package let name = "hit@shown"
    package let version = 1
    package let summary = "An accepted answer appears word for word in the passages that fitted into the prompt"
    package let isBinary = true

    package init() {}

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        guard let retrieval = output.retrieval else { return nil }
        return RetrievalMetric.hit(retrieval.shown.map { retrieval.passages[$0] }, sample)
    }
}
