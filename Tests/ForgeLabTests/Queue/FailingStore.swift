import ForgeCore
import Synchronization

@testable import ForgeLab

/// A store whose waiting line cannot be read for a while; all else is passed on.
final class FailingStore: ExperimentStore {
    let failures = Mutex(0)
    private let store: any ExperimentStore

    init(_ store: any ExperimentStore) { self.store = store }

    func queue() async throws -> [QueueEntry] {
        let fails = failures.withLock { failures in
            defer { failures = max(0, failures - 1) }
            return failures > 0
        }
        if fails { throw LabError(.unavailable, "test.disk", "The disk is away.") }
        return try await store.queue()
    }

    func create(_ experiment: Experiment, samples: SampleSet) async throws {
        try await store.create(experiment, samples: samples)
    }
    func experiment(_ id: String) async throws -> Experiment { try await store.experiment(id) }
    func findExperiment(_ reference: String) async throws -> Experiment { try await store.findExperiment(reference) }
    func samples(of id: String) async throws -> SampleSet { try await store.samples(of: id) }
    func experiments(_ query: ExperimentQuery) async throws -> Page<Experiment> { try await store.experiments(query) }
    func update(_ id: String, _ change: ExperimentChange) async throws { try await store.update(id, change) }
    func delete(_ id: String) async throws { try await store.delete(id) }
    func restore(_ id: String) async throws { try await store.restore(id) }
    func claim(_ id: String, by owner: RunOwner) async throws { try await store.claim(id, by: owner) }
    func heartbeat(_ id: String, by owner: RunOwner) async throws { try await store.heartbeat(id, by: owner) }
    func release(_ id: String, by owner: RunOwner) async throws { try await store.release(id, by: owner) }
    func record(_ prediction: Prediction, calls: [ModelCall]) async throws -> Bool {
        try await store.record(prediction, calls: calls)
    }
    func forgetFailures(of id: String) async throws { try await store.forgetFailures(of: id) }
    func finishedIndices(of id: String) async throws -> Set<Int> { try await store.finishedIndices(of: id) }
    func keep(_ progress: SampleProgress, of id: String, index: Int) async throws {
        try await store.keep(progress, of: id, index: index)
    }
    func unfinished(of id: String) async throws -> [Int: SampleProgress] { try await store.unfinished(of: id) }
    func discardUnfinished(of id: String, index: Int?) async throws {
        try await store.discardUnfinished(of: id, index: index)
    }
    func agentFigures(of id: String) async throws -> AgentFigures { try await store.agentFigures(of: id) }
    func predictions(of id: String, _ query: PredictionQuery) async throws -> Page<Prediction> {
        try await store.predictions(of: id, query)
    }
    func calls(of id: String, index: Int?, cursor: String?, limit: Int) async throws -> Page<ModelCall> {
        try await store.calls(of: id, index: index, cursor: cursor, limit: limit)
    }
    func replaceScores(of id: String, _ scores: [Int: [String: Double]]) async throws {
        try await store.replaceScores(of: id, scores)
    }
    func replaceTraces(of id: String, _ traces: [Int: JSONValue]) async throws {
        try await store.replaceTraces(of: id, traces)
    }
    func results(of id: String) async throws -> [MetricResult] { try await store.results(of: id) }
    func replaceResults(of id: String, _ results: [MetricResult]) async throws {
        try await store.replaceResults(of: id, results)
    }
    func enqueue(_ ids: [String], batch: String) async throws { try await store.enqueue(ids, batch: batch) }
    func dequeue(_ id: String) async throws { try await store.dequeue(id) }
    func results(of ids: [String], metrics: [String]?) async throws -> [String: [MetricResult]] {
        try await store.results(of: ids, metrics: metrics)
    }
    func failures(of id: String) async throws -> [FailureCount] { try await store.failures(of: id) }
    func scoreTallies(of id: String) async throws -> [ScoreTally] { try await store.scoreTallies(of: id) }
    func outcomes(of id: String, metric: String, range: Range<Int>) async throws -> [SampleOutcome] {
        try await store.outcomes(of: id, metric: metric, range: range)
    }
    func latencies(of id: String) async throws -> [Double] { try await store.latencies(of: id) }
    func facets() async throws -> ExperimentFacets { try await store.facets() }
    func leaders() async throws -> [DatasetLeader] { try await store.leaders() }
    func ping() async throws { try await store.ping() }
    func close() async throws { try await store.close() }
}
