package import ForgeCore
package import Foundation

/// Experiments with samples, predictions and calls that are plain to read in a test, and different from each other.
package struct StoredFixture: Sendable {
    package var experiment: Experiment
    package var samples: SampleSet

    /// - Parameter count: number of samples; equal counts make equal samples, so such experiments may be paired.
    package init(
        name: String = "capitals", method: String = "naive", model: String = "tiny", count: Int = 5,
        tags: [String] = [], createdAt: Date = Timestamp.now()
    ) throws {
        samples = SampleSet(
            dataset: "capitals", split: "dev", datasetHash: "d0", source: "path", seed: 7, population: 100,
            samples: (0..<count).map {
                Sample(
                    id: "s\($0)", question: "Capital of country \($0)?", answers: ["City \($0)"], task: .openQuestion)
            })
        experiment = Experiment(
            name: name, method: method, model: model, dataset: "capitals", split: "dev", tags: tags, seed: 7,
            total: count, config: ["name": .string(name), "n": .integer(count)], configHash: "c0",
            sampleHash: try samples.contentHash(), createdAt: createdAt)
    }

    /// Right on even positions; later positions take longer.
    package func prediction(_ index: Int, scores: [String: Double]? = nil) -> Prediction {
        Prediction(
            experimentID: experiment.id, index: index, sampleID: "s\(index)", question: "Capital of country \(index)?",
            golds: ["City \(index)"], output: "Answer: City \(index)", answer: "City \(index)",
            answerSource: .answerMarker, scores: scores ?? ["em.squad": index.isMultiple(of: 2) ? 1 : 0],
            latency: Double(index + 1) / 10, timeToFirstToken: 0.05, inputTokens: 20, outputTokens: 5, calls: 1)
    }

    package func call(_ index: Int, step: Int = 0) -> ModelCall {
        ModelCall(
            experimentID: experiment.id, index: index, step: step, purpose: "answer", engine: "scripted",
            prompt: "Question: Capital of country \(index)?\nAnswer:", output: " City \(index)", inputTokens: 20,
            outputTokens: 5, cachedTokens: 0, finishReason: .endOfTurn, latency: 0.1, timeToFirstToken: 0.05,
            queueTime: 0.01, memory: nil, startedAt: Timestamp.now())
    }

    /// Creates the experiment in a store and records some of its samples with one call each.
    @discardableResult
    package func store(in store: some ExperimentStore, recording indices: some Sequence<Int> & Sendable = 0..<0)
        async throws -> Experiment
    {
        try await store.create(experiment, samples: samples)
        for index in indices { try await store.record(prediction(index), calls: [call(index)]) }
        return try await store.experiment(experiment.id)
    }
}
