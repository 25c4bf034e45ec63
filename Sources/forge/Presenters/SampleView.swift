import ForgeCore
import ForgeTerminal

/// One question with every model call: exactly what the model saw and wrote.
struct SampleView {
    var experiment: Experiment
    var index: Int
    var store: any ExperimentStore

    private struct Document: Encodable {
        var prediction: Prediction
        var calls: [ModelCall]
    }

    func print(json: Bool) async throws {
        let document = Document(prediction: try await prediction(), calls: try await calls())
        if json { return Swift.print(try JSON.text(document, pretty: true)) }
        let prediction = document.prediction
        let terminal = Terminal.of(descriptor: 1)
        let print = { (text: String) in Swift.print(terminal.text(text)) }
        print("#\(prediction.index) (\(prediction.sampleID)) \(prediction.question)")
        print("gold:   \(prediction.golds.joined(separator: " | "))")
        print("answer: \(prediction.answer ?? "(none)") · found by \(prediction.answerSource.rawValue)")
        let scores = prediction.scores.sorted { $0.key < $1.key }.map { "\($0.key) \(NumberLabel.of($0.value))" }
        print("scores: \(scores.joined(separator: ", "))")
        if let error = prediction.error { print("error:  \(error)") }
        if !prediction.flags.isEmpty { print("flags:  \(prediction.flags.map(\.rawValue).joined(separator: ", "))") }
        if let lookup = RetrievalTrace(trace: prediction.trace) {
            Swift.print("\n" + LookupText(lookup).rendered(for: terminal))
        }
        if let report = FaithfulnessReport(trace: prediction.trace) {
            Swift.print("\n" + FaithfulnessText(report).rendered(for: terminal))
        }
        for call in document.calls { print(text(call)) }
    }

    private func prediction() async throws -> Prediction {
        guard (0..<experiment.total).contains(index) else {
            throw CommandError(
                .invalidInput, "show.sample", "\(experiment.name) has no question \(index)",
                remedy: "its questions are numbered 0 to \(experiment.total - 1)")
        }
        let query = PredictionQuery(indices: [index], limit: 1)
        let found = try await store.predictions(of: experiment.id, query).items.first
        guard let found else {
            throw CommandError(
                .notFound, "show.unanswered", "question \(index) of \(experiment.name) is not answered yet",
                remedy: "forge resume \(experiment.name)")
        }
        return found
    }

    private func calls() async throws -> [ModelCall] {
        try await store.calls(of: experiment.id, index: index, cursor: nil, limit: 1000).items
    }

    private func text(_ call: ModelCall) -> String {
        """

        --- call \(call.step) (\(call.purpose)): \(call.inputTokens) input tokens (\(call.cachedTokens) cached), \
        \(call.outputTokens) output, \(call.finishReason.rawValue), first token after \(milliseconds(call.timeToFirstToken)), \
        all after \(milliseconds(call.latency))
        [prompt]
        \(call.prompt)
        [output]
        \(call.output)
        """
    }

    private func milliseconds(_ seconds: Double) -> String { "\(Int((seconds * 1000).rounded())) ms" }
}
