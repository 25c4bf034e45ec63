import ForgeCore

extension Schemas {
    static let experiments: [String: JSONValue] = [
        "Experiment": experiment,
        "ExperimentOverview": overview,
        "ExperimentPage": page(of: "ExperimentOverview"),
        "ExperimentProgress": progress,
        "NewExperiments": Schema.object(
            ["config": Schema.text(1...1_000_000)], optional: ["run": Schema.boolean(default: false)],
            "A config as YAML text; `run` puts its experiments in the line at once."),
        "CreatedExperiments": Schema.object(["experiments": Schema.array(Schema.ref("Experiment"))]),
        "ExperimentChange": Schema.object(
            [:],
            optional: [
                "name": Schema.text(1...120), "tags": Schema.array(Schema.text(1...60), 0...50),
            ], "What is absent stays as it is."),
        "ConfigText": Schema.object(["config": Schema.text(0...1_000_000)]),
        "ConfigAssessment": verdict,
    ]

    private static let common: [String: JSONValue] = [
        "id": Schema.id, "name": Schema.string, "method": Schema.string, "model": Schema.string,
        "dataset": Schema.string, "split": Schema.string, "tags": Schema.array(Schema.string), "seed": Schema.count,
        "total": Schema.count, "done": Schema.count, "status": Schema.choice(of: ExperimentStatus.self),
        "sampleHash": Schema.string, "createdAt": Schema.date, "elapsed": Schema.number,
    ]

    private static let sometimes: [String: JSONValue] = [
        "error": Schema.string, "startedAt": Schema.date, "finishedAt": Schema.date, "deletedAt": Schema.date,
    ]

    private static let experiment = Schema.object(
        common.merging(
            ["config": Schema.anyObject, "configHash": Schema.string, "provenance": Schema.any]) { $1 },
        optional: sometimes,
        "One method on one model over one sample of a data set. `seed` is an unsigned 64-bit integer, `elapsed` "
            + "seconds of work.")

    private static let overview = Schema.object(
        common.merging(["isQueued": Schema.boolean]) { $1 },
        optional: sometimes.merging(
            ["result": Schema.ref("MetricResult"), "latency": Schema.number, "tokens": Schema.count]) { $1 },
        "An experiment as a list shows it: `result` is its deciding metric, `latency` the median in seconds.")

    private static let progress = Schema.object(
        [
            "id": Schema.id, "status": Schema.choice(of: ExperimentStatus.self), "isQueued": Schema.boolean,
            "done": Schema.count, "total": Schema.count, "elapsed": Schema.number,
        ],
        optional: [
            "rate": Schema.number, "remaining": Schema.number, "result": Schema.ref("MetricResult"),
            "error": Schema.string,
        ], "Where an experiment stands. Times are in seconds, `rate` is samples per second.")

    private static let verdict = Schema.object(
        [
            "isValid": Schema.boolean, "errors": Schema.array(Schema.ref("Finding")),
            "warnings": Schema.array(Schema.ref("Finding")),
            "experiments": Schema.array(Schema.anyObject),
            "missing": Schema.array(
                Schema.object(
                    ["subject": Schema.choice(["model", "dataset"]), "name": Schema.string],
                    optional: ["split": Schema.string])),
        ], optional: ["seconds": Schema.number],
        "What would come of a config: its experiments resolved, or what is wrong with it; what must be pulled first; "
            + "how many seconds it would take, where something comparable was run.")
}
