import ArgumentParser
import ForgeAgents
import ForgeCore
import ForgeLab
import ForgeTerminal

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show an experiment: accuracy, latency, cost, results, fastest and slowest questions.",
        discussion: """
            EXAMPLES
              forge show demo/cot
              forge show demo/cot --examples --wrong --limit 5   # questions, outputs and answers
              forge show demo/cot --sample 17                    # one question: search, faithfulness, model calls
              forge show study/react --trace --index 17          # an agent's thoughts, calls and results
              forge show demo/cot --provenance
            """)

    @Argument(help: "Experiment by id or name.")
    var experiment: String
    @Flag(help: "List questions with their answers.")
    var examples = false
    @Flag(help: "With --examples: only right ones.")
    var right = false
    @Flag(help: "With --examples: only wrong ones.")
    var wrong = false
    @Flag(help: "With --examples: only those that failed, with the reason.")
    var failed = false
    @Option(help: "With --right or --wrong: by this metric (default: the first one).")
    var metric: String?
    @Option(help: "With --examples: only those that contain this text.")
    var text: String?
    @Option(help: "With --examples: how many.")
    var limit = 10
    @Option(help: "One question by its number, with its search, its faithfulness and every model call.")
    var sample: Int?
    @Flag(help: "Agents' thoughts, actions and results with times (--index or --limit says of which).")
    var trace = false
    @Option(help: "With --trace: one question by its number.")
    var index: Int?
    @Flag(help: "Print config and provenance.")
    var provenance = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if [right, wrong, failed].count(where: { $0 }) > 1 {
            throw ValidationError("--right, --wrong and --failed exclude one another.")
        }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000.") }
    }

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let store = workshop.store
            let found = try await store.meant(by: experiment)
            if let sample {
                try await SampleView(experiment: found, index: sample, store: store).print(json: output.json)
            } else if examples || right || wrong || failed || text != nil {
                try await ExampleList(experiment: found, query: try await query(found, store), store: store)
                    .print(json: output.json)
            } else if trace || index != nil {
                try await TraceView(experiment: found, index: index, limit: limit, store: store).print(
                    json: output.json)
            } else if provenance {
                try output.print(json: ["config": found.config, "provenance": found.provenance])
            } else {
                try await showReport(found, store)
            }
        }
    }

    private func query(_ experiment: Experiment, _ store: any ExperimentStore) async throws -> PredictionQuery {
        var query = PredictionQuery(text: text, status: failed ? .failed : nil, limit: limit)
        guard right || wrong else { return query }
        let scored = try await store.results(of: experiment.id).first { AnswerMetrics.named($0.metric) != nil }
        guard let chosen = metric ?? scored?.metric else {
            throw ValidationError("This experiment has no scored metric yet: it must finish first.")
        }
        query.metric = chosen
        query.correct = right
        return query
    }

    private func showReport(_ experiment: Experiment, _ store: any ExperimentStore) async throws {
        let results = try await store.results(of: experiment.id)
        if output.json {
            return try output.print(json: ShownExperiment(experiment: experiment, results: results))
        }
        var latencies: [Double] = []
        var traces: [AgentTrace] = []
        try await store.forEachPrediction(of: experiment.id) {
            if $0.status == .answered { latencies.append($0.latency) }
            // A trace of another version is left out here; --trace says what is wrong with it.
            if let trace = try? AgentTrace(of: $0) { traces.append(trace) }
        }
        let report = ExperimentReport(
            experiment, results: results, latencies: latencies,
            fastest: try await store.predictions(of: experiment.id, PredictionQuery(sort: .fastest, limit: 5)).items,
            slowest: try await store.predictions(of: experiment.id, PredictionQuery(sort: .slowest, limit: 5)).items,
            failed: try await FailedQuestions(of: experiment, in: store))
        let terminal = Terminal.of(descriptor: 1)
        print(report.rendered(for: terminal))
        if !traces.isEmpty { print(AgentReport(traces).rendered(for: terminal)) }
    }
}

private struct ShownExperiment: Encodable {
    var experiment: Experiment
    var results: [MetricResult]
}
