import ForgeCore
import ForgeTraining
import Foundation

@testable import ForgeTuning
@testable import ForgeWeb

/// Folders of trainings as runs leave them, written into a fixture's home: one that is finished, one that was cut off, and
/// one to delete. Their base is the fixture's model, which nothing could train.
enum TrainingFiles {
    static let finished = "done"
    static let cut = "cut"
    static let doomed = "doomed"

    static let config = """
        name: fresh
        description: Made of <b>words</b>
        model: parrot
        data: {path: own.jsonl, train: 3, validation: 1, test: 2}
        optimizer: {batch: 1}
        """

    static var wish: String { (try? JSON.text(["config": .string(config), "beside": true] as JSONValue)) ?? "" }

    static let hostile = "<script>window.pwned = 1</script>"

    static func write(_ fixture: WebFixture) async throws {
        let home = fixture.home
        try FileManager.default.createDirectory(at: home.pairs, withIntermediateDirectories: true)
        let rows = (1...6).map {
            #"{"prompt": "Question \#($0)? \#(hostile)", "chosen": "A good answer.", "rejected": "A bad answer."}"#
        }
        let file = (rows + ["{}", rows[0]]).joined(separator: "\n")
        try Data(file.utf8).write(to: home.pairs.appending(path: "own.jsonl"))
        for name in [finished, cut, doomed] { try write(name, fixture) }
        try finish(TrainingLibrary(home: home).folder(finished))
    }

    private static func write(_ name: String, _ fixture: WebFixture) throws {
        let plan = try TrainingPlan(
            text: config.replacing("fresh", with: name), acceptsPaths: false)
        let setup = try TrainingSetup(plan, home: fixture.home, models: fixture.services.models, acceptsPaths: false)
        let run = setup.folder
        try FileManager.default.createDirectory(at: run.data, withIntermediateDirectories: true)
        try Data(setup.source.utf8).write(to: run.config)
        let pairs = try PairFile(path: setup.config.data.path).pairs
        for (part, pairs) in [("train", pairs.prefix(3)), ("validation", pairs[3..<4]), ("test", pairs.suffix(2))] {
            try PairSplit.lines(Array(pairs)).write(to: run.data.appending(path: "\(part).jsonl"))
        }
        try run.write(PairLengths(prompt: [3, 4, 5], chosen: [10, 20, 30], rejected: [11, 12, 13]))
        var record = RunRecord(setup)
        record.steps = 3
        record.phase = .training
        record.data = try report
        try run.write(record)
        let records = (1...2).map { step in
            TrainingRecord(
                step: step,
                values: [
                    "loss": 0.7 - 0.01 * Double(step), "rewards/accuracies": 0.5, "rewards/margins": 0.02,
                    "rewards/chosen": 0.01, "rewards/rejected": -0.01, "learning_rate": 5e-5, "grad_norm": 1.5,
                    "pairs_per_second": 1,
                ])
        }
        let validation = TrainingRecord(step: 2, values: ["eval_loss": 0.68, "eval_rewards/accuracies": 0.6])
        let lines = try (records + [validation]).map { try JSON.text($0) + "\n" }
        try Data(lines.joined().utf8).write(to: run.metrics)
    }

    private static var report: DataReport {
        get throws {
            try JSON.decode(
                from: """
                    {"file": "own.jsonl", "fileSHA256": "ab", "rows": 8, "usable": 5, "repeated": 1,
                    "lineage": {"kind": "votes", "study": "2ngxrj0z1gyj", "studyName": "Taste & see", "dataset": "facts",
                    "split": "test", "sampleHash": "ab", "seed": 3, "contenders": [{"experimentID": "2ngxnvvsh2em",
                    "name": "base", "method": "naive", "model": "parrot", "configHash": "cd"}], "chosen": [5],
                    "voters": [{"kind": "human", "name": "Ann"}], "pairs": 5, "dropped": {"a tie": 3},
                    "format": "jsonl", "sha256": "ab", "exportedAt": "2026-11-28T22:08:08.474Z"},
                    "leftOut": ["00112233445566aa"], "dropped": {"an empty answer": 1},
                    "parts": [{"name": "train", "pairs": 3, "sha256": "cd", "cut": 0,
                    "promptTokens": {"mean": 4, "median": 4, "longest": 5},
                    "chosenTokens": {"mean": 20, "median": 20, "longest": 30},
                    "rejectedTokens": {"mean": 12, "median": 12, "longest": 13}}]}
                    """)
        }
    }

    private static func finish(_ run: RunFolder) throws {
        try FileManager.default.createDirectory(at: run.adapter, withIntermediateDirectories: true)
        let pair = """
            {"id":"x","chosenReward":0.1,"rejectedReward":0,"policy":{"chosen":-1,"rejected":-2},
            "reference":{"chosen":-3,"rejected":-2}}
            """
        let files = [
            "adapter_model.safetensors": "weights", "adapter_config.json": "{}", "adapter.gguf": "GGUF",
            "README.md": "# done \(hostile)",
            "evaluation.json": """
            {"pairs":2,"loss":0.6,"rewardAccuracy":{"value":1,"low":0.34,"high":1},
            "margin":{"value":0.1,"low":0.05,"high":0.2},"preferredBefore":0,"preferredAfter":1,"details":[\(pair),\(pair)]}
            """,
        ]
        for (name, text) in files { try Data(text.utf8).write(to: run.adapter.appending(path: name)) }
    }
}
