import ForgeCore
import ForgeLab

extension Schemas {
    static let server: [String: JSONValue] = [
        "Queue": Schema.object(
            ["running": Schema.array(Schema.id), "waiting": Schema.array(Schema.id)],
            "Experiments that run and that wait, in their order."),
        "Facets": facets,
        "Stats": stats,
        "Leader": Schema.object(
            [
                "dataset": Schema.string, "split": Schema.string,
                "experiment": Schema.ref("ExperimentOverview"), "result": Schema.ref("MetricResult"),
                "competitors": Schema.count,
            ],
            "The best completed experiment on a data set's questions; `competitors` answered the same ones, itself "
                + "included."),
        "PlaygroundRequest": playground,
        "Health": health,
    ]

    private static let health = Schema.object(
        ["status": status],
        optional: [
            "version": Schema.string, "uptime": Schema.number,
            "database": Schema.object(["status": status], optional: ["message": Schema.string]),
            "engine": Schema.object(["name": Schema.string], optional: ["build": Schema.string]),
            "models": Schema.array(model), "queue": Schema.ref("Queue"),
        ], "The state of the server and of its parts; `uptime` in seconds, `memory` in bytes.")

    private static let status = Schema.choice(["ok", "unavailable"])

    private static let model = Schema.object(
        [
            "model": Schema.string, "phase": Schema.choice(["loading", "loaded"]), "users": Schema.count,
            "parallelSequences": Schema.count,
        ],
        optional: ["memory": Schema.count, "contextLength": Schema.count, "device": Schema.string])

    private static let counts = Schema.map(Schema.count)

    private static let facets = Schema.object(
        [
            "statuses": counts, "methods": counts, "models": counts, "datasets": counts, "tags": counts,
            "predictions": Schema.count, "calls": Schema.count,
        ], "Values that experiments have, each with how many have it; deleted ones do not count.")

    private static let stats = Schema.object([
        "experiments": Schema.count, "statuses": counts, "predictions": Schema.count, "calls": Schema.count,
        "queue": Schema.ref("Queue"), "leaders": Schema.array(Schema.ref("Leader")),
    ])

    private static let playground = Schema.object(
        [
            "prompt": Schema.text(1...PlaygroundRequest.longestPrompt),
            "contenders": Schema.array(
                Schema.object(
                    ["model": Schema.text(1...200)],
                    optional: ["method": Schema.text(1...200), "options": Schema.anyObject]),
                1...PlaygroundRequest.mostContenders),
        ],
        optional: [
            "maxTokens": Schema.integer(1...PlaygroundRequest.mostTokens), "temperature": Schema.number(0...10),
            "seed": Schema.integer(0...Int.max),
        ], "One prompt and who answers it: a model alone, or a method on it.")
}
