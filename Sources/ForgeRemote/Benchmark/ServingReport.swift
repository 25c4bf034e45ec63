package import ForgeCore
package import Foundation

/// A benchmark's settings, figures and requests; can be written as vLLM's benchmark writes its result.
package struct ServingReport: Sendable {
    package var engine: EngineInfo
    package var rate: Double?
    package var maxConcurrency: Int
    package var seed: UInt64
    package var date: Date
    package var metrics: ServingMetrics
    package var requests: [ServedRequest]

    package init(
        engine: EngineInfo, rate: Double?, maxConcurrency: Int, seed: UInt64, date: Date, metrics: ServingMetrics,
        requests: [ServedRequest]
    ) {
        self.engine = engine
        self.rate = rate
        self.maxConcurrency = maxConcurrency
        self.seed = seed
        self.date = date
        self.metrics = metrics
        self.requests = requests
    }

    /// The result file of `vllm bench serve --save-result --save-detailed`, for tools that read those.
    package var vllmResult: JSONValue {
        let metrics = metrics
        var members: [String: JSONValue] = [
            "date": .string(Self.stamp(date)), "endpoint_type": "openai-chat", "backend": "openai-chat", "label": .null,
            "model_id": .string(engine.model), "tokenizer_id": .string(engine.model),
            "num_prompts": .integer(requests.count), "request_rate": rate.map(JSONValue.number) ?? "inf",
            "burstiness": .number(1), "max_concurrency": .integer(maxConcurrency),
            "duration": .number(metrics.duration),
            "completed": .integer(metrics.completed), "failed": .integer(metrics.failed),
            "total_input_tokens": .integer(metrics.inputTokens), "total_output_tokens": .integer(metrics.outputTokens),
            "request_throughput": .number(metrics.requestThroughput),
            "request_goodput": metrics.goodput.map(JSONValue.number) ?? .null,
            "output_throughput": .number(metrics.outputThroughput),
            "total_token_throughput": .number(metrics.totalThroughput),
            "input_lens": .array(requests.map { .integer($0.inputTokens) }),
            "output_lens": .array(requests.map { .integer($0.outputTokens) }),
            "ttfts": .array(requests.map { .number($0.timeToFirstToken) }),
            "itls": .array(requests.map { .array($0.interTokenTimes.map(JSONValue.number)) }),
            "generated_texts": .array(requests.map { .string($0.text) }),
            "errors": .array(requests.map { .string($0.error ?? "") }),
        ]
        let kinds = [("ttft", metrics.ttft), ("tpot", metrics.tpot), ("itl", metrics.itl), ("e2el", metrics.e2el)]
        for (name, times) in kinds {
            let values = [
                ("mean", times?.mean), ("median", times?.median), ("std", times?.std), ("p90", times?.p90),
                ("p95", times?.p95), ("p99", times?.p99),
            ]
            for (statistic, value) in values { members["\(statistic)_\(name)_ms"] = .number(value ?? 0) }
        }
        return .object(members)
    }

    private static func stamp(_ date: Date) -> String {
        let text = Timestamp.text(of: date)
        // 2026-11-24T18:10:04.000Z → 20261124-181004
        return String(text.prefix(19)).replacing("-", with: "").replacing(":", with: "").replacing("T", with: "-")
    }
}
