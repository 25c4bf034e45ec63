package import ForgeAgents
package import ForgeCore
private import Foundation

/// Answers and scores one sample: `sample → method (prompt → engine → parse) → score`.
package struct SampleAnswerer: Sendable {
    package var experimentID: String
    package var method: any Method
    package var engine: any Engine
    package var settings: BenchSettings
    package var metrics: [any Metric]
    /// Nil for a method that looks nothing up.
    package var retriever: (any Retriever)?
    /// Nil when nobody asked how faithful answers are.
    package var faithfulness: FaithfulnessScorer?
    /// Nil where Wikipedia is not asked. One for all samples: it spaces their requests.
    package var wikipedia: WikipediaClient?
    /// Tools that the config describes.
    package var tools: [any Tool] = []
    /// What counts and traces samples; nil for nothing.
    package var telemetry: Telemetry?

    package init(
        experimentID: String, method: any Method, engine: any Engine, settings: BenchSettings, metrics: [any Metric],
        retriever: (any Retriever)? = nil, faithfulness: FaithfulnessScorer? = nil
    ) {
        self.retriever = retriever
        self.faithfulness = faithfulness
        self.experimentID = experimentID
        self.method = method
        self.engine = engine
        self.settings = settings
        self.metrics = metrics
    }

    package struct Outcome: Sendable {
        package var prediction: Prediction
        package var calls: [ModelCall]
    }

    /// Returns what is to be stored for the sample.
    ///
    /// A sample that cannot be answered for a reason of its own (its prompt is too long) is recorded as failed and the
    /// experiment goes on; what would hit every other sample too is thrown.
    /// - Parameter keeper: where the method keeps unfinished work, and what a run before kept.
    /// - Throws: `CancellationError`, or the engine's error.
    package func answer(_ sample: Sample, index: Int, keeper: ProgressKeeper? = nil) async throws -> Outcome {
        guard let telemetry else { return try await answerUntraced(sample, index: index, keeper: keeper) }
        let outcome = try await telemetry.span(
            "sample", ["forge.sample.index": .integer(index)],
            adding: { ["forge.sample.status": .string($0.prediction.status.rawValue)] }
        ) { try await answerUntraced(sample, index: index, keeper: keeper) }
        telemetry.answered(outcome.prediction)
        return outcome
    }

    private func answerUntraced(_ sample: Sample, index: Int, keeper: ProgressKeeper?) async throws -> Outcome {
        let bench = Bench(
            engine: engine, retriever: retriever, wikipedia: wikipedia, tools: tools, settings: settings,
            experimentID: experimentID, index: index, keeper: keeper)
        var prediction = Prediction(
            experimentID: experimentID, index: index, sampleID: sample.id, question: sample.question,
            golds: sample.answers)
        do {
            let answer = try await method.answer(sample, using: bench)
            take(answer, bench: bench, into: &prediction)
        } catch let error as any ForgeError where Self.concernsOneSample(error) {
            prediction.status = .failed
            prediction.error = error.description
        }
        if let work = bench.work { prediction.trace = try prediction.trace.with(work, as: EngineWork.key) }
        // What judging takes is not the method's time.
        prediction.latency = bench.seconds
        if let report = try await faithfulness?.report(prediction) {
            prediction.trace = try prediction.trace.with(report, as: FaithfulnessReport.key)
        }
        let calls = bench.calls
        addUp(calls, into: &prediction)
        // Last: a metric may ask for whatever a prediction has.
        prediction.scores = scores(of: prediction, sample: sample)
        prediction.finishedAt = Timestamp.now()
        return Outcome(prediction: prediction, calls: calls)
    }

    /// Whether the failure of one call says nothing of the others.
    static func concernsOneSample(_ error: any ForgeError) -> Bool {
        error.kind == .resourceExhausted || [LabError.queryCode, ServerKind.refusedCode].contains(error.code)
    }

    private func take(_ answer: MethodAnswer, bench: Bench, into prediction: inout Prediction) {
        prediction.output = answer.output
        prediction.answer = answer.answer.text
        prediction.answerSource = answer.answer.source
        prediction.flags =
            answer.answer.flags + bench.flags.subtracting(answer.answer.flags).sorted { $0.rawValue < $1.rawValue }
        prediction.trace = answer.trace
    }

    package func scores(of prediction: Prediction, sample: Sample) -> [String: Double] {
        Scoring.scores(of: prediction, sample: sample, metrics: metrics)
    }

    private func addUp(_ calls: [ModelCall], into prediction: inout Prediction) {
        prediction.calls = calls.count
        prediction.inputTokens = calls.reduce(0) { $0 + $1.inputTokens }
        prediction.outputTokens = calls.reduce(0) { $0 + $1.outputTokens }
        prediction.cachedTokens = calls.reduce(0) { $0 + $1.cachedTokens }
        prediction.timeToFirstToken = calls.first?.timeToFirstToken
    }
}

extension JSONValue {
    /// A trace with one more part: what a judge said of its answer, what the engine did.
    func with(_ part: some Encodable, as key: String) throws -> JSONValue {
        var members = object ?? [:]
        members[key] = try JSON.decode(from: JSON.data(part))
        return .object(members)
    }
}
