package import ForgeCore

/// What a reader of an experiment's results must know of them, in sentences.
package enum ResultNotes {
    /// That passages were dropped, which `hit@k` and its like do not show.
    package static func notes(_ results: [MetricResult]) -> [String] {
        let name = SummaryMetric.rate(of: AnswerFlag.passagesDropped.rawValue)
        guard let result = results.first(where: { $0.metric == name }), let share = result.value, share > 0 else {
            return []
        }
        let count = Int((share * Double(result.total)).rounded())
        return [
            "In \(NumberText.count(count)) of \(NumberText.count(result.total)) questions passages were found that did not "
                + "fit into the prompt (context_tokens). Retrieval metrics judge all that were found; hit@shown what the "
                + "model saw."
        ]
    }
}
