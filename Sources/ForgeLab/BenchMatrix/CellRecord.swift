import ForgeCore

/// What a matrix needs of one finished experiment.
struct CellRecord: Sendable {
    struct Answer: Sendable, Hashable {
        var output: String
        var answer: String?
    }

    var experiment: Experiment
    var rows: [PredictionRow]
    /// By sample index, of those that were answered.
    var answers: [Int: Answer]
    var results: [MetricResult]
    /// Most resident bytes when a call ended; nil where the model ran elsewhere.
    var peakMemory: Int?

    static func load(_ experiment: Experiment, from store: any ExperimentStore) async throws -> CellRecord {
        let id = experiment.id
        var record = CellRecord(
            experiment: experiment, rows: [], answers: [:], results: try await store.results(of: id))
        try await store.forEachPrediction(of: id) { prediction in
            record.rows.append(PredictionRow(prediction))
            guard prediction.status == .answered else { return }
            record.answers[prediction.index] = Answer(output: prediction.output, answer: prediction.answer)
        }
        guard try experiment.resolvedConfig().engine.server == nil else { return record }
        var peak = 0
        try await store.forEachCall(of: id) { peak = max(peak, $0.memory ?? 0) }
        record.peakMemory = peak > 0 ? peak : nil
        return record
    }

    func value(_ metric: String) -> Double? { results.first { $0.metric == metric }?.value }

    var secondsPerQuestion: Double? {
        experiment.elapsed > 0 && experiment.total > 0 ? experiment.elapsed / Double(experiment.total) : nil
    }

    /// Outputs that differ, and parsed answers that do, among the questions that both answered.
    func changes(from other: CellRecord) -> (compared: Int, outputs: Int, answers: Int) {
        let shared = answers.keys.filter { other.answers[$0] != nil }
        return (
            shared.count, shared.count { answers[$0]?.output != other.answers[$0]?.output },
            shared.count { answers[$0]?.answer != other.answers[$0]?.answer }
        )
    }
}
