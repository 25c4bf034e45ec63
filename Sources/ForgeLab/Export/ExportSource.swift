package import ForgeCore

/// An experiment as exports read it: page by page, in sample order.
///
/// An experiment that is still running is exported as far as it has come; samples that finish behind the page being
/// written are left out.
package struct ExportSource: Sendable {
    package let experiment: Experiment
    package let results: [MetricResult]
    /// Whether formats that can hold model calls include them.
    package let includesCalls: Bool
    private let store: any ExperimentStore
    private let pageSize: Int

    package init(
        _ experiment: Experiment, in store: any ExperimentStore, includesCalls: Bool = false, pageSize: Int = 500
    ) async throws {
        self.experiment = experiment
        self.store = store
        self.includesCalls = includesCalls
        self.pageSize = pageSize
        results = try await store.results(of: experiment.id)
    }

    func forEachPrediction(_ body: (Prediction) async throws -> Void) async throws {
        try await store.forEachPrediction(of: experiment.id, pageSize: pageSize, body)
    }

    func forEachCall(_ body: (ModelCall) async throws -> Void) async throws {
        try await store.forEachCall(of: experiment.id, pageSize: pageSize, body)
    }

    /// The calls of one sample. A method makes a bounded number of them.
    func calls(of index: Int) async throws -> [ModelCall] {
        var calls: [ModelCall] = []
        try await store.forEachCall(of: experiment.id, index: index, pageSize: pageSize) { calls.append($0) }
        return calls
    }

    /// All scores by metric, eight bytes each: the only thing that is held for all samples at once.
    func scores() async throws -> [String: [Double]] {
        var scores: [String: [Double]] = [:]
        try await forEachPrediction { prediction in
            for (metric, value) in prediction.scores { scores[metric, default: []].append(value) }
        }
        return scores
    }

    func samples() async throws -> SampleSet { try await store.samples(of: experiment.id) }
}
