import ForgeAgents
import ForgeCore
import ForgeEngines
import ForgeStore
import ForgeTesting
import Synchronization
import Testing

@testable import ForgeLab

@Suite("Agents that were ended in the middle")
struct ReActResumeTests {
    /// An engine that answers as the text before it demands, and breaks at a certain call.
    private static func engine(failing call: Int? = nil) -> ScriptedEngine {
        let gone = EngineError(.unavailable, "engine.gone", "The engine is gone.")
        return ScriptedEngine(
            .closure { request in
                let prompt = ScriptedEngine.rendered(request.prompt)
                let seen = prompt.components(after: "\nObservation: ")
                return seen < 3
                    ? " Step \(seen).\nAction: calculator[\(seen) + 40]\nObservation: made up" : " So.\nAnswer: 42"
            }, failures: call.map { [$0: gone] } ?? [:])
    }

    private static let samples = SampleSet(
        dataset: "sums", split: "all", datasetHash: "h", source: "test", seed: 0, population: 2,
        samples: (0..<2).map { Sample(id: "s\($0)", question: "Sum \($0)?", answers: ["42"], task: .openQuestion) })

    private static func experiment() throws -> Experiment {
        Experiment(
            name: "agent", method: "react", model: "scripted", dataset: "sums", split: "all", seed: 0,
            total: samples.samples.count, config: .object([:]), configHash: "c",
            sampleHash: try samples.contentHash())
    }

    private static func runner(
        _ experiment: Experiment, in store: any ExperimentStore, _ engine: ScriptedEngine,
        options: [String: JSONValue] = ["tools": ["calculator"]]
    ) throws -> ExperimentRunner {
        ExperimentRunner(
            store: store, owner: RunOwner(host: "elsewhere", pid: 1, token: "a"),
            answerer: SampleAnswerer(
                experimentID: experiment.id, method: try Methods.make(MethodConfig(name: "react", options: options)),
                engine: engine, settings: BenchSettings(generation: .init(), seed: 0),
                metrics: try Scoring.metrics(named: ["em.squad"], for: samples.samples)),
            samples: samples, concurrency: 1)
    }

    /// Breaks at `call`, goes on with `options`, and returns what each engine was asked.
    private func runTwice(
        breakingAt call: Int, options: [String: JSONValue] = ["tools": ["calculator"]],
        between: (any ExperimentStore, String) async throws -> Void = { _, _ in }
    ) async throws -> (store: any ExperimentStore, id: String, second: ScriptedEngine) {
        let store = try await TemporaryStore.make()
        let experiment = try Self.experiment()
        try await store.create(experiment, samples: Self.samples)
        await #expect(throws: EngineError.self) {
            try await Self.runner(experiment, in: store, Self.engine(failing: call)).run()
        }
        try await between(store, experiment.id)
        let second = Self.engine()
        let finished = try await Self.runner(experiment, in: store, second, options: options).run()
        #expect(finished.status == .completed && finished.done == 2)
        #expect(try await store.unfinished(of: experiment.id).isEmpty)
        return (store, experiment.id, second)
    }

    @Test("the run goes on at its step wherever it was ended", arguments: 0..<8)
    func everyStep(call: Int) async throws {
        let kept = Mutex<[ModelCall]>([])
        let (store, id, second) = try await runTwice(breakingAt: call) { store, id in
            let found = try await store.unfinished(of: id)
            #expect(found.count == (call % 4 == 0 ? 0 : 1))
            kept.withLock { $0 = found.values.flatMap(\.calls) }
        }
        // Four calls a sample: those made before the end are not made again.
        #expect(second.requests.count == 8 - call)
        let predictions = try await store.predictions(of: id, PredictionQuery()).items
        #expect(predictions.map(\.answer) == ["42", "42"] && predictions.map(\.calls) == [4, 4])
        let calls = try await store.calls(of: id, index: call / 4, cursor: nil, limit: 9).items
        #expect(calls.map(\.step) == [0, 1, 2, 3])
        #expect(Array(calls.prefix(call % 4)) == kept.withLock { $0 })
        #expect(predictions[0].inputTokens == (try await tokens(of: 0, in: store, id)))
        #expect(predictions.map { AgentRecord(trace: $0.trace)?.steps.count } == [4, 4])
    }

    private func tokens(of index: Int, in store: any ExperimentStore, _ id: String) async throws -> Int {
        try await store.calls(of: id, index: index, cursor: nil, limit: 9).items.reduce(0) { $0 + $1.inputTokens }
    }

    @Test("the result is that of an undisturbed run")
    func sameAsUndisturbed() async throws {
        let store = try await TemporaryStore.make()
        let experiment = try Self.experiment()
        try await store.create(experiment, samples: Self.samples)
        _ = try await Self.runner(experiment, in: store, Self.engine()).run()
        let whole = try await store.predictions(of: experiment.id, PredictionQuery()).items
        let (other, id, _) = try await runTwice(breakingAt: 6)
        let disturbed = try await other.predictions(of: id, PredictionQuery()).items
        func comparable(_ prediction: Prediction) throws -> AgentTrace {
            var trace: AgentTrace = try JSON.decode(from: JSON.data(try #require(prediction.trace["agent"])))
            for index in trace.steps.indices {
                trace.steps[index].usage.seconds = 0
                trace.steps[index].observation?.seconds = 0
            }
            return trace
        }
        #expect(try disturbed.map(comparable) == whole.map(comparable))
        #expect(disturbed.map(\.inputTokens) == whole.map(\.inputTokens))
        #expect(disturbed.map(\.output) == whole.map(\.output))
    }

    @Test(
        "a run that was begun otherwise begins anew",
        arguments: [
            ["tools": ["calculator"], "max_iterations": 4], ["tools": ["calculator", "lookup"]],
            ["tools": ["calculator"], "form": "chat"],
        ] as [[String: JSONValue]])
    func otherOptions(options: [String: JSONValue]) async throws {
        let (store, id, second) = try await runTwice(breakingAt: 2, options: options)
        // All calls of both samples were made by the second engine; none of the first one's is counted.
        let calls = try await store.calls(of: id, index: nil, cursor: nil, limit: 20).items
        #expect(calls.count == second.requests.count)
        #expect(try await store.predictions(of: id, PredictionQuery()).items.map(\.calls).reduce(0, +) == calls.count)
    }

    @Test("a state that cannot be read, or has other calls than steps, is discarded")
    func brokenState() async throws {
        let states: [(JSONValue?, dropsCall: Bool)] = [(["setting": "x"], false), (.null, false), (nil, true)]
        for (state, dropsCall) in states {
            let (store, id, second) = try await runTwice(breakingAt: 2) { store, id in
                var progress = try #require(try await store.unfinished(of: id)[0])
                if let state { progress.state = state }
                if dropsCall {
                    try await store.discardUnfinished(of: id, index: 0)
                    progress.calls.removeLast()
                }
                try await store.keep(progress, of: id, index: 0)
            }
            #expect(second.requests.count == 8)
            #expect(try await store.calls(of: id, index: 0, cursor: nil, limit: 9).items.map(\.step) == [0, 1, 2, 3])
        }
    }

    @Test("the time of both runs counts")
    func seconds() async throws {
        let (store, id, _) = try await runTwice(breakingAt: 2) { store, id in
            var progress = try #require(try await store.unfinished(of: id)[0])
            progress.seconds = 1000
            progress.calls = []
            try await store.keep(progress, of: id, index: 0)
        }
        let latencies = try await store.predictions(of: id, PredictionQuery()).items.map(\.latency)
        #expect(latencies[0] > 1000 && latencies[1] < 1000)
    }

    @Test("other methods keep nothing")
    func naive() async throws {
        let store = try await TemporaryStore.make()
        let experiment = try Self.experiment()
        try await store.create(experiment, samples: Self.samples)
        var runner = try Self.runner(experiment, in: store, Self.engine(failing: 1))
        runner.answerer.method = try Methods.make(MethodConfig(name: "naive"))
        await #expect(throws: EngineError.self) { try await runner.run() }
        #expect(try await store.unfinished(of: experiment.id).isEmpty)
    }
}

extension String {
    /// How often a text occurs after the first blank line's end, that is outside of the instructions.
    fileprivate func components(after text: String) -> Int {
        guard let question = firstRange(of: "Question: ") else { return 0 }
        return self[question.upperBound...].split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
