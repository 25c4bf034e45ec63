import ForgeCore
import ForgeLab

extension Schemas {
    static let answers: [String: JSONValue] = [
        "MetricResult": metricResult,
        "Results": list(of: "MetricResult"),
        "RescoreOptions": Schema.object(
            [:], optional: ["metrics": Schema.array(Schema.text(1...100), 0...50)],
            "Names of metrics; none for the defaults of the samples' tasks."),
        "Prediction": prediction,
        "PredictionPage": page(of: "Prediction"),
        "PredictionDetail": Schema.object(
            ["prediction": Schema.ref("Prediction"), "calls": Schema.array(Schema.ref("ModelCall"))]),
        "ModelCall": call,
        "ModelCallPage": page(of: "ModelCall"),
        "Sample": sample,
        "SampleRow": Schema.object(["index": Schema.count, "sample": Schema.ref("Sample")]),
        "SamplePage": Schema.object(
            ["items": Schema.array(Schema.ref("SampleRow")), "total": Schema.count, "population": Schema.count],
            "`total` counts the matches, `population` all samples."),
        "Outcomes": Schema.object(
            [
                "metric": Schema.string, "total": Schema.count,
                "items": Schema.array(Schema.object(["index": Schema.count], optional: ["score": Schema.number])),
            ], "Scores of answered samples by position; one without a score failed."),
        "AgentFigures": Schema.object(
            ["endings": Schema.map(Schema.count), "tools": Schema.map(Schema.map(Schema.count))],
            "Counts: `endings` of runs by end status; `tools` of calls by tool and kind of error, the empty kind for "
                + "success. Both are empty for a method that is no agent."),
    ]

    private static let metricResult = Schema.object(
        [
            "metric": Schema.string, "version": Schema.count, "scored": Schema.count, "total": Schema.count,
            "unit": Schema.string,
        ],
        optional: [
            "value": Schema.number, "low": Schema.number, "high": Schema.number, "interval": Schema.string,
        ], "A number of an experiment's summary with its 95 % interval; `scored` of `total` samples count.")

    private static let prediction = Schema.object(
        [
            "experimentID": Schema.id, "index": Schema.count, "sampleID": Schema.string, "question": Schema.string,
            "golds": Schema.array(Schema.string), "output": Schema.string,
            "answerSource": Schema.choice(of: AnswerSource.self),
            "flags": Schema.array(Schema.choice(of: AnswerFlag.self)),
            "status": Schema.choice(of: PredictionStatus.self), "scores": Schema.map(Schema.number),
            "latency": Schema.number, "inputTokens": Schema.count, "outputTokens": Schema.count,
            "cachedTokens": Schema.count, "calls": Schema.count, "trace": Schema.any, "finishedAt": Schema.date,
        ],
        optional: ["answer": Schema.string, "error": Schema.string, "timeToFirstToken": Schema.number],
        "One sample's outcome. Times are in seconds; `trace` is null for methods without steps.")

    private static let call = Schema.object(
        [
            "experimentID": Schema.id, "index": Schema.count, "step": Schema.count, "purpose": Schema.string,
            "engine": Schema.string, "prompt": Schema.string, "output": Schema.string, "inputTokens": Schema.count,
            "outputTokens": Schema.count, "cachedTokens": Schema.count, "finishReason": Schema.string,
            "latency": Schema.number, "timeToFirstToken": Schema.number, "queueTime": Schema.number,
            "startedAt": Schema.date,
        ], optional: ["memory": Schema.count], "The log of one model call. Times are in seconds, memory in bytes.")

    private static let sample = Schema.object(
        [
            "id": Schema.string, "question": Schema.string, "answers": Schema.array(Schema.string),
            "normalizedAliases": Schema.array(Schema.string),
            "passages": Schema.array(
                Schema.object(["title": Schema.string, "sentences": Schema.array(Schema.string)])),
            "supportingFacts": Schema.array(Schema.object(["title": Schema.string, "sentence": Schema.count])),
            "task": Schema.choice(of: TaskFamily.self), "metadata": Schema.anyObject,
        ], "One question with everything its metrics need.")
}
