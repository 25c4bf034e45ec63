import ForgeCore
import ForgeLab
import ForgeTuning

extension Schemas {
    static let trainings: [String: JSONValue] = [
        "Training": training,
        "Trainings": list(of: "Training"),
        "NewTraining": Schema.object(
            ["config": Schema.text(1...100_000)], optional: ["beside": Schema.boolean(default: false)],
            "`config` is YAML as `forge train run --schema` lists it; `beside` begins also while experiments run."),
        "ContinueOptions": Schema.object([:], optional: ["beside": Schema.boolean(default: false)]),
        "TrainingRecord": Schema.object(
            ["step": Schema.count, "values": Schema.map(Schema.number)],
            "Means over the pairs of a step, or of a validation (`eval_…`), under TRL's names."),
        "TrainingRecords": list(of: "TrainingRecord"),
        "TrainingUses": Schema.object([
            "items": Schema.array(
                Schema.object(
                    [
                        "id": Schema.id, "name": Schema.string, "dataset": Schema.string, "method": Schema.string,
                        "status": Schema.string,
                    ], optional: ["result": Schema.ref("MetricResult")]))
        ]),
        "HeldOut": Schema.object(
            [
                "pairs": Schema.count, "loss": Schema.number, "rewardAccuracy": estimate, "margin": estimate,
                "preferredBefore": estimate, "preferredAfter": estimate, "onlyBefore": Schema.count,
                "onlyAfter": Schema.count, "pValue": Schema.number,
            ],
            "An adapter on pairs it was not trained on, with 95 % intervals; `preferred…` are shares of pairs whose chosen "
                + "answer is the more probable one."),
        "PairData": data,
        "PairFiles": Schema.object([
            "items": Schema.array(
                Schema.object(["name": Schema.string, "bytes": Schema.count, "modified": Schema.date]))
        ]),
        "PairMark": mark,
        "PairMarks": list(of: "PairMark"),
        "PairMarkOptions": Schema.object([:], optional: ["note": Schema.text(0...PairMarks.mostNote)]),
        "PairPage": Schema.object(
            [
                "items": Schema.array(
                    Schema.object(
                        [
                            "id": Schema.string,
                            "prompt": Schema.array(
                                Schema.object(["role": Schema.string, "content": Schema.string])),
                            "chosen": pieces, "rejected": pieces,
                        ], optional: ["mark": Schema.ref("PairMark")])), "total": Schema.count,
                "marked": Schema.count,
            ],
            "`marked` counts the bad pairs of all pages. The texts of an answer's pieces together are the answer."),
    ]

    private static let estimate = Schema.object([
        "value": Schema.number, "low": Schema.number, "high": Schema.number,
    ])

    private static let pieces = Schema.array(
        Schema.object(
            ["text": Schema.string, "isOwn": Schema.boolean], "`isOwn`: the other answer lacks it in this place."))

    private static let mark = Schema.object(
        ["id": Schema.string, "markedAt": Schema.date], optional: ["note": Schema.string],
        "A pair that somebody marked as bad.")

    private static let training = Schema.object(
        [
            "name": Schema.string, "state": Schema.choice(of: TrainingState.self), "folder": Schema.string,
            "model": Schema.string, "changedAt": Schema.date,
            "progress": Schema.object(
                ["step": Schema.count],
                optional: [
                    "phase": Schema.choice(of: RunRecord.Phase.self), "done": Schema.count, "total": Schema.count,
                    "steps": Schema.count, "savedStep": Schema.count, "pairsPerSecond": Schema.number,
                    "remaining": Schema.number,
                ],
                "`done` and `total` are pairs of the phase `reference`; `savedStep` is what a checkpoint keeps; "
                    + "`remaining` is in seconds."),
        ],
        optional: [
            "summary": Schema.string, "modelSHA256": Schema.string, "startedAt": Schema.date, "seconds": Schema.number,
            "last": Schema.ref("TrainingRecord"), "validation": Schema.ref("TrainingRecord"),
            "heldOut": Schema.ref("HeldOut"), "data": Schema.ref("PairData"),
            "adapter": Schema.object(
                ["folder": Schema.string, "gguf": Schema.string], optional: ["ggufSHA256": Schema.string]),
            "problem": Schema.ref("Obstacle"),
        ], "A training as its folder tells it, whichever process runs it.")

    private static let lengths = Schema.object([
        "mean": Schema.number, "median": Schema.count, "longest": Schema.count,
    ])

    private static let data = Schema.object(
        [
            "file": Schema.string, "fileSHA256": Schema.string, "rows": Schema.count, "usable": Schema.count,
            "repeated": Schema.count, "dropped": Schema.map(Schema.count),
            "parts": Schema.array(
                Schema.object([
                    "name": Schema.string, "pairs": Schema.count, "sha256": Schema.string, "promptTokens": lengths,
                    "chosenTokens": lengths, "rejectedTokens": lengths, "cut": Schema.count,
                ])),
        ], optional: ["leftOut": Schema.array(Schema.string), "lineage": Schema.ref("VoteLineage")],
        """
        What a training read: `dropped` counts rows by reason, `leftOut` are the pairs that people marked as bad, \
        `lineage` tells of which votes the pairs are.
        """)
}
