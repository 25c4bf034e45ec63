import ForgeCore

@testable import ForgeLab

enum ConfigFixtures {
    static let methods = [
        MethodSchema(name: "naive", summary: "Asks the question.", options: []),
        MethodSchema(
            name: "cot", summary: "Thinks step by step.",
            options: [
                ConfigField("shots", .integer(0...5), default: 3, help: "Worked examples."),
                ConfigField("instruction", .string, help: "Replaces the task's; an empty text leaves it out."),
                ConfigField(
                    "style", .choice(["terse", "verbose"]), default: "terse", help: "How examples are written."),
            ]),
        MethodSchema(
            name: "self-consistency", summary: "Votes.",
            options: [ConfigField("samples", .integer(2...100), default: 5, help: "Votes per question.")]),
    ]

    static let loader = ConfigLoader(
        methods: methods, metrics: ["em.squad", "f1.squad", "em.triviaqa", "contains"],
        checkModel: .among(["smollm2-135m", "smollm2-135m-instruct", "gemma-3-270m"]),
        checkDataset: .among(["nq-open", "triviaqa", "gsm8k"]))

    static let minimal = "name: demo\nmethod: naive\nmodel: smollm2-135m\ndataset: nq-open\n"

    static func findings(_ text: String) -> [ConfigDiagnostic] { loader.report(text: text).diagnostics }
}
