import ForgeAgents
package import ForgeCore

/// Measures what agents make of an engine's batch: many of them at once, against their very same calls as independent
/// requests at the same parallelism.
///
/// The replay sends the calls in the order in which the agents made them, to the same engine with the same cache, so
/// that the two differ only in what makes an agent an agent: a call has to wait for the one before, for reading its
/// output, for the tool and for the store.
package struct AgentBenchmark: Sendable {
    package struct Options: Sendable, Codable, Hashable {
        /// At once.
        package var agents: Int
        package var questions: Int
        package var repeats: Int
        package var isConstrained: Bool

        package init(
            agents: Int = 16, questions: Int = 48, repeats: Int = 3, isConstrained: Bool = false
        ) {
            self.agents = agents
            self.questions = questions
            self.repeats = repeats
            self.isConstrained = isConstrained
        }
    }

    private let engine: any Engine
    private let store: any ExperimentStore
    private let options: Options

    /// - Parameter store: an empty one: the agents are an experiment as any other.
    package init(engine: any Engine, store: any ExperimentStore, options: Options = .init()) {
        self.engine = engine
        self.store = store
        self.options = options
    }

    /// - Throws: the engine's and the store's errors; `CancellationError`.
    package func run(progress: @Sendable (String) -> Void = { _ in }) async throws
        -> AgentBenchmarkReport
    {
        var rounds: [Round] = []
        for number in 0...options.repeats {
            progress(
                number == 0
                    ? "Warming up" : "Agents and their calls alone, round \(number) of \(options.repeats)")
            let round = try await self.round(number)
            // The first one loads weights into memory and finds the number of threads.
            if number > 0 { rounds.append(round) }
        }
        return AgentBenchmarkReport(model: engine.info.model, options: options, rounds: rounds)
    }

    /// Agents once, and their calls alone.
    struct Round: Sendable {
        var calls: [CallLog.Entry]
        var traces: [AgentTrace]
        var agentSeconds: Double
        var replay: [Generation]
        var replaySeconds: Double
    }

    private func round(_ number: Int) async throws -> Round {
        let log = CallLog(engine)
        await engine.clearCache()
        let start = ContinuousClock.now
        let id = try await answerAll(on: log, round: number)
        let agentSeconds = (ContinuousClock.now - start).seconds
        var traces: [AgentTrace] = []
        try await store.forEachPrediction(of: id) { prediction in
            guard let trace = prediction.trace[AgentRecord.key] else { return }
            traces.append(try JSON.decode(from: JSON.data(trace)))
        }
        let calls = log.entries
        await engine.clearCache()
        let (replay, replaySeconds) = try await self.replay(calls.map(\.request))
        return Round(
            calls: calls, traces: traces, agentSeconds: agentSeconds, replay: replay,
            replaySeconds: replaySeconds)
    }

    private func answerAll(on engine: any Engine, round: Int) async throws -> String {
        let samples = AgentBenchmarkQuestions.samples(options.questions)
        let experiment = Experiment(
            name: "bench-\(round)", method: "react", model: engine.info.model, dataset: samples.dataset,
            split: samples.split, seed: 0, total: samples.samples.count, config: .object([:]),
            configHash: "",
            sampleHash: try samples.contentHash())
        try await store.create(experiment, samples: samples)
        let method = try Methods.make(
            MethodConfig(
                name: ReAct.name,
                options: [
                    "tools": ["calculator"], "shots": 2, "constrained": .bool(options.isConstrained),
                    "step_tokens": 96,
                ]))
        let answerer = SampleAnswerer(
            experimentID: experiment.id, method: method, engine: engine,
            settings: BenchSettings(generation: .init(), seed: 0),
            metrics: try Scoring.metrics(named: [], for: samples.samples))
        _ = try await ExperimentRunner(
            store: store, owner: RunOwner(host: "bench", pid: 1, token: experiment.id),
            answerer: answerer,
            samples: samples, concurrency: options.agents
        ).run()
        return experiment.id
    }

    /// As many on the way as there were agents, in the given order.
    private func replay(_ requests: [GenerationRequest]) async throws -> (
        [Generation], seconds: Double
    ) {
        let start = ContinuousClock.now
        let generations = try await withThrowingTaskGroup(of: (Int, Generation).self) { group in
            var results = [Generation?](repeating: nil, count: requests.count)
            for (index, request) in requests.enumerated() {
                if index >= options.agents, let (done, generation) = try await group.next() {
                    results[done] = generation
                }
                group.addTask { (index, try await engine.generate(request)) }
            }
            for try await (done, generation) in group { results[done] = generation }
            return results.compactMap(\.self)
        }
        return (generations, (ContinuousClock.now - start).seconds)
    }
}
