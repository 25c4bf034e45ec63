import ForgeCore

/// The per-sample log of lm-evaluation-harness (`samples_<task>_*.jsonl`, what its `--log_samples` writes).
///
/// Like there, a sample has one line for every filter of its metrics. `doc` is our whole sample. For a method of several
/// calls, `arguments` holds the last call, whose output the answer was taken from; the JSON export has them all.
package enum LMEvalSamplesExport: ExportFormat {
    package static let name = "lm-eval-samples"
    package static let summary = "per-sample log as lm-evaluation-harness writes it (samples_*.jsonl)"
    package static let fileExtension = "jsonl"

    package static func write(_ source: ExportSource, to output: ExportOutput) async throws {
        let samples = try await source.samples().samples
        let settings = source.experiment.config["generation"] ?? [:]
        try await source.forEachPrediction { prediction in
            guard samples.indices.contains(prediction.index) else { return }
            let prompt = try await source.calls(of: prediction.index).last?.prompt ?? ""
            let base = try line(prediction, of: samples[prediction.index], prompt: prompt, settings: settings)
            for (filter, scores) in byFilter(prediction.scores) {
                let measured: [String: JSONValue] = [
                    "filter": .string(filter), "metrics": .array(scores.map { .string($0.name) }),
                ]
                let values = Dictionary(scores.map { ($0.name, JSONValue.number($0.value)) }) { $1 }
                try await output.write(JSON.data(base.merging(measured) { $1 }.merging(values) { $1 }))
                try await output.write("\n")
            }
        }
    }

    /// A sample without any score still has its line.
    private static func byFilter(
        _ scores: [String: Double]
    ) -> [(filter: String, scores: [(name: String, value: Double)])] {
        var groups: [String: [(name: String, value: Double)]] = scores.isEmpty ? ["none": []] : [:]
        for (metric, value) in scores.sorted(by: { $0.key < $1.key }) {
            let name = LMEvalNames(metric: metric)
            groups[name.filter, default: []].append((name.name, value))
        }
        return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func line(
        _ prediction: Prediction, of sample: Sample, prompt: String, settings: JSONValue
    ) throws -> [String: JSONValue] {
        let document = try JSON.text(sample)
        let target = prediction.golds.first ?? ""
        return [
            "doc_id": .integer(prediction.index),
            "doc": try JSONValue(parsing: document),
            "target": .string(target),
            "arguments": ["gen_args_0": ["arg_0": .string(prompt), "arg_1": settings]],
            "resps": [[.string(prediction.output)]],
            "filtered_resps": [.string(prediction.answer ?? "[invalid]")],
            "doc_hash": .string(Digest.sha256(document)),
            "prompt_hash": .string(Digest.sha256(prompt)),
            "target_hash": .string(Digest.sha256(target)),
        ]
    }
}
