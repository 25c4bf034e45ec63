import ForgeCore
import ForgeEngines
import ForgeStore
import ForgeTesting
import Foundation
import Synchronization
import Testing

@testable import ForgeLab

@Suite("Running an experiment")
struct RunnerTests {
    private static func samples(_ count: Int) -> SampleSet {
        SampleSet(
            dataset: "numbers", split: "all", datasetHash: "h", source: "test", seed: 0, population: count,
            samples: (0..<count).map {
                Sample(id: "s\($0)", question: "Say \($0).", answers: ["\($0)"], task: .openQuestion)
            })
    }

    private static func experiment(_ samples: SampleSet) throws -> Experiment {
        Experiment(
            name: "test", method: "naive", model: "scripted", dataset: samples.dataset, split: samples.split, seed: 0,
            total: samples.samples.count, config: .object([:]), configHash: "c", sampleHash: try samples.contentHash())
    }

    private static func owner(_ token: String = "a") -> RunOwner { RunOwner(host: "elsewhere", pid: 1, token: token) }

    private static func runner(
        _ experiment: Experiment, _ samples: SampleSet, in store: any ExperimentStore, engine: any Engine,
        metrics: [String] = ["em.squad"], concurrency: Int = 4, token: String = "a",
        onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> ExperimentRunner {
        ExperimentRunner(
            store: store, owner: owner(token),
            answerer: SampleAnswerer(
                experimentID: experiment.id, method: try Methods.make(MethodConfig(name: "naive")), engine: engine,
                settings: BenchSettings(generation: .init(), seed: 0),
                metrics: try Scoring.metrics(named: metrics, for: samples.samples)),
            samples: samples, concurrency: concurrency, onEvent: onEvent)
    }

    /// Answers `Say 7.` with 7.
    private static let echo = ScriptedEngine.Script.closure { request in
        let prompt = ScriptedEngine.rendered(request.prompt)
        return String(prompt[(prompt.range(of: "Say ")?.upperBound ?? prompt.startIndex)...].prefix { $0.isNumber })
    }

    @Test func `every sample is answered, scored, stored and summarised`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(50)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        let engine = ScriptedEngine(Self.echo, delay: .milliseconds(1))
        let finished = try await Self.runner(experiment, samples, in: store, engine: engine).run()
        #expect(finished.status == .completed)
        #expect(finished.done == 50)
        let predictions = try await store.predictions(of: experiment.id, PredictionQuery(limit: 100)).items
        #expect(predictions.map(\.answer) == (0..<50).map { "\($0)" })
        let accuracy = try await store.results(of: experiment.id).first { $0.metric == "em.squad" }
        #expect(accuracy?.value == 1)
        #expect(engine.mostConcurrentCalls == 4)
    }

    @Test func `metrics of what was written see the calls, and no two results share a name`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(6)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        let runner = try Self.runner(
            experiment, samples, in: store, engine: ScriptedEngine(Self.echo),
            metrics: ["tokens.written", "words.written"])
        _ = try await runner.run()
        let predictions = try await store.predictions(of: experiment.id, PredictionQuery(limit: 100)).items
        #expect(predictions.count == 6 && predictions.allSatisfy { $0.outputTokens > 0 })
        #expect(predictions.map { $0.scores["tokens.written"] } == predictions.map { Double($0.outputTokens) })
        let results = try await store.results(of: experiment.id)
        #expect(Set(results.map(\.metric)).count == results.count, "no two results of one name")
        let written = try #require(results.first { $0.metric == "tokens.written" }?.value)
        #expect(written * 6 == results.first { $0.metric == SummaryMetric.outputTokens }?.value)
    }

    @Test func `after a failure the rest is answered, nothing twice`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(20)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        let broken = ScriptedEngine(
            Self.echo, failures: [8: EngineError(.unavailable, "engine.gone", "The engine is gone.")])
        await #expect(throws: EngineError.self) {
            try await Self.runner(experiment, samples, in: store, engine: broken, concurrency: 1).run()
        }
        let failed = try await store.experiment(experiment.id)
        #expect(failed.status == .failed)
        #expect(failed.done == 8)
        let whole = ScriptedEngine(Self.echo)
        let finished = try await Self.runner(experiment, samples, in: store, engine: whole, token: "b").run()
        #expect(finished.status == .completed)
        #expect(finished.error == nil)
        #expect(whole.requests.count == 12)
    }

    @Test func `a sample with a problem of its own is recorded as failed and left unscored`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(10)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        let tooLong = EngineError(.resourceExhausted, "context.too-long", "The prompt is too long.")
        let engine = ScriptedEngine(Self.echo, failures: [3: tooLong])
        _ = try await Self.runner(experiment, samples, in: store, engine: engine, concurrency: 1).run()
        let failed = try await store.predictions(of: experiment.id, PredictionQuery(status: .failed)).items
        #expect(failed.map(\.index) == [3])
        #expect(failed[0].error?.contains("too long") == true)
        let accuracy = try await store.results(of: experiment.id).first { $0.metric == "em.squad" }
        #expect(accuracy?.scored == 9)
        #expect(accuracy?.total == 10)
    }

    @Test func `an experiment that answered nothing ends as failed with the commonest reason`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(3)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        func tooLong(_ tokens: Int) -> EngineError {
            EngineError(.resourceExhausted, "context.too-long", "The prompt has \(tokens) tokens.", remedy: "Raise it.")
        }
        let full = EngineError(.resourceExhausted, "disk", "No space.")
        let engine = ScriptedEngine(Self.echo, failures: [0: full, 1: tooLong(2313), 2: tooLong(99)])
        let ended = try await Self.runner(experiment, samples, in: store, engine: engine, concurrency: 1) { event in
            if case .warning(let text) = event { Issue.record("\(text)") }
        }.run()
        #expect(ended.status == .failed && ended.done == 3 && ended.finishedAt != nil)
        #expect(
            ended.error
                == "All 3 questions failed.\nMost often (2 of 3): The prompt has 2313 tokens.\nRemedy: Raise it.")
        #expect(try await store.results(of: experiment.id).first { $0.metric == "rate.failed" }?.value == 1)
        // The cause is mended: they are asked again.
        let whole = ScriptedEngine(Self.echo)
        let resumed = try await Self.runner(experiment, samples, in: store, engine: whole, token: "b").run()
        #expect(resumed.status == .completed && resumed.error == nil && resumed.done == 3)
        #expect(whole.requests.count == 3)
    }

    @Test func `one that answered some is completed, with a warning that counts the others`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(4)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        let full = EngineError(.resourceExhausted, "disk", "No space.")
        let warnings = Mutex<[String]>([])
        let engine = ScriptedEngine(Self.echo, failures: [2: full])
        let ended = try await Self.runner(experiment, samples, in: store, engine: engine, concurrency: 1) { event in
            if case .warning(let text) = event { warnings.withLock { $0.append(text) } }
        }.run()
        #expect(ended.status == .completed && ended.error == nil)
        #expect(warnings.withLock { $0 } == ["1 of 4 questions failed and has no score.\nNo space."])
    }

    @Test func `cancelling leaves it stopped and free to be resumed`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(200)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        let engine = ScriptedEngine(Self.echo, delay: .milliseconds(20))
        let runner = try Self.runner(experiment, samples, in: store, engine: engine)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await runner.run() }
            try? await Task.sleep(for: .milliseconds(200))
            group.cancelAll()
        }
        let stopped = try await store.experiment(experiment.id)
        #expect(stopped.status == .stopped)
        #expect(stopped.done < 200)
        let rest = ScriptedEngine(Self.echo)
        let finished = try await Self.runner(experiment, samples, in: store, engine: rest, token: "b").run()
        #expect(finished.done == 200)
        #expect(rest.requests.count == 200 - stopped.done)
    }

    @Test func `two runners cannot hold one experiment`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(3)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        try await store.claim(experiment.id, by: RunOwner(host: "far-away", pid: 2, token: "somebody"))
        await #expect(throws: (any Error).self) {
            try await Self.runner(experiment, samples, in: store, engine: ScriptedEngine(Self.echo)).run()
        }
        #expect(try await store.experiment(experiment.id).status == .pending)
    }

    @Test func `rescoring changes scores and results and generates nothing`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(10)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        _ = try await Self.runner(experiment, samples, in: store, engine: ScriptedEngine(Self.echo)).run()
        try await Rescoring(store: store).rescore(experiment.id, metrics: ["contains", "f1.squad"])
        let prediction = try await store.predictions(of: experiment.id, PredictionQuery(limit: 1)).items[0]
        #expect(Set(prediction.scores.keys) == ["contains", "f1.squad"])
        let results = try await store.results(of: experiment.id)
        #expect(results.contains { $0.metric == "contains" && $0.value == 1 })
        #expect(!results.contains { $0.metric == "em.squad" })
    }

    @Test func `events tell the start, every answer and the end`() async throws {
        let store = try await TemporaryStore.make()
        let samples = Self.samples(5)
        let experiment = try Self.experiment(samples)
        try await store.create(experiment, samples: samples)
        let counts = Mutex<(started: Int, answered: [Int], finished: Int)>((0, [], 0))
        _ = try await Self.runner(experiment, samples, in: store, engine: ScriptedEngine(Self.echo)) { event in
            counts.withLock { counts in
                switch event {
                case .started: counts.started += 1
                case .answered(_, let done, _): counts.answered.append(done)
                case .finished: counts.finished += 1
                case .warning(let text): Issue.record("\(text)")
                }
            }
        }.run()
        let seen = counts.withLock { $0 }
        #expect(seen.started == 1)
        #expect(seen.answered == [1, 2, 3, 4, 5])
        #expect(seen.finished == 1)
    }
}
