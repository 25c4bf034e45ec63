import ForgeCore
import ForgeLab
import ForgeTesting

/// Completed experiments in a fixture's store, for pages that read them.
enum StoredPairs {
    static let script = "<script>alert(1)</script>"

    /// One experiment on `count` questions, right on `right`; equal counts make equal samples.
    @discardableResult
    static func store(
        _ name: String, right: Set<Int>, count: Int = 30, in store: any ExperimentStore,
        status: ExperimentStatus = .completed
    ) async throws -> Experiment {
        let fixture = try StoredFixture(name: name, method: name, count: count)
        try await store.create(fixture.experiment, samples: fixture.samples)
        for index in 0..<count {
            var prediction = fixture.prediction(index, scores: ["em.squad": right.contains(index) ? 1 : 0])
            prediction.answer = "\(script) \(index)"
            try await store.record(prediction, calls: [])
        }
        try await store.update(fixture.experiment.id, ExperimentChange(status: status, addedElapsed: 3))
        try await Summarizer(store: store).summarize(
            fixture.experiment.id, metrics: [AnswerMetrics.named("em.squad")].compactMap(\.self))
        return try await store.experiment(fixture.experiment.id)
    }
}
