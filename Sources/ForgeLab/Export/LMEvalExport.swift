import ForgeCore
import Foundation

/// The summary file of EleutherAI's lm-evaluation-harness (`results_*.json`, as its version 0.4 writes it), so that its
/// tables, leaderboards and notebooks read our results.
///
/// The task's name is the data set's. Metric keys are `name,filter`; metrics whose definition is lm-eval's own carry
/// its names (`LMEvalNames`). A standard error that cannot be computed is `"N/A"`, as there. What lm-eval has no
/// place for stands under `llm_forge`.
package enum LMEvalExport: ExportFormat {
    package static let name = "lm-eval"
    package static let summary = "summary as lm-evaluation-harness writes it (results_*.json)"
    package static let fileExtension = "json"

    package static func write(_ source: ExportSource, to output: ExportOutput) async throws {
        let scores = try await source.scores()
        let samples = try await source.samples()
        let document = JSONValue.object(
            measures(of: source, scores: scores, samples: samples).merging(circumstances(of: source)) { $1 })
        try await output.write(JSON.data(document, pretty: true))
        try await output.write("\n")
    }

    private static func measures(
        of source: ExportSource, scores: [String: [Double]], samples: SampleSet
    ) -> [String: JSONValue] {
        let task = source.experiment.dataset
        let versions = source.results.filter { scores[$0.metric] != nil }.map(\.version)
        let effective = scores.values.map(\.count).max() ?? 0
        return [
            "results": [task: .object(results(task: task, scores: scores, source))],
            "group_subtasks": [task: []],
            "configs": [task: taskConfig(source.experiment)],
            "versions": [task: .integer(versions.max() ?? 1)],
            "n-shot": [task: .integer(shots(of: source.experiment))],
            "higher_is_better": [task: higherIsBetter(scores.keys)],
            "n-samples": [task: ["original": .integer(samples.population), "effective": .integer(effective)]],
        ]
    }

    private static func results(
        task: String, scores: [String: [Double]], _ source: ExportSource
    ) -> [String: JSONValue] {
        var values: [String: JSONValue] = ["alias": .string(task)]
        for (metric, scores) in scores {
            let name = LMEvalNames(metric: metric)
            values[name.key] = Statistics.mean(scores).map(JSONValue.number) ?? "N/A"
            values[name.errorKey] = Statistics.standardError(scores).map(JSONValue.number) ?? "N/A"
        }
        return values
    }

    private static func higherIsBetter(_ metrics: some Sequence<String>) -> JSONValue {
        .object(Dictionary(metrics.map { (LMEvalNames(metric: $0).name, true) }, uniquingKeysWith: { $1 }))
    }

    private static func taskConfig(_ experiment: Experiment) -> JSONValue {
        [
            "task": .string(experiment.dataset), "dataset_name": .string(experiment.dataset),
            "test_split": .string(experiment.split), "output_type": "generate_until",
            "num_fewshot": .integer(shots(of: experiment)), "repeats": 1,
            "generation_kwargs": experiment.config["generation"] ?? [:],
            "metadata": ["method": .string(experiment.method), "sample_hash": .string(experiment.sampleHash)],
        ]
    }

    private static func shots(of experiment: Experiment) -> Int {
        experiment.config["method"]?["options"]?["shots"]?.int ?? 0
    }

    private static func circumstances(of source: ExportSource) -> [String: JSONValue] {
        let experiment = source.experiment
        let engine = experiment.provenance["engine"]
        let forge = experiment.provenance["forge"]
        return [
            "config": [
                "model": engine?["engine"] ?? "llm-forge",
                "model_args": .string("pretrained=\(experiment.model)"),
                "batch_size": experiment.config["concurrency"] ?? nil,
                "device": engine?["device"] ?? nil, "limit": .integer(experiment.total),
                "random_seed": seed(experiment.seed), "gen_kwargs": experiment.config["generation"] ?? nil,
            ],
            "git_hash": forge?["commit"] ?? nil,
            "date": .number((experiment.startedAt ?? experiment.createdAt).timeIntervalSince1970),
            "model_source": engine?["engine"] ?? "llm-forge",
            "model_name": .string(experiment.model),
            "model_name_sanitized": .string(LMEvalNames.sanitized(experiment.model)),
            "total_evaluation_time_seconds": .string("\(experiment.elapsed)"),
            "llm_forge": [
                "version": forge?["version"] ?? nil, "experiment": .string(experiment.id),
                "name": .string(experiment.name), "status": .string(experiment.status.rawValue),
                "config_hash": .string(experiment.configHash), "provenance": experiment.provenance,
            ],
        ]
    }

    /// As text when it is too large for JSON's integers.
    private static func seed(_ seed: UInt64) -> JSONValue {
        Int(exactly: seed).map(JSONValue.integer) ?? .string(String(seed))
    }
}
