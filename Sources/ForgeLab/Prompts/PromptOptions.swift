private import ForgeCore

/// How the prompt is handed to the model.
package enum PromptFormat: String, Sendable, CaseIterable {
    /// Chat form for a model whose file has a chat template, plain text otherwise.
    case auto
    case chat
    case plain
}

/// Whether the passages that come with a sample are put before its question.
package enum PassageUse: String, Sendable, CaseIterable {
    /// Given for tasks that make no sense without (yes/no reading comprehension), left out otherwise.
    case auto
    case given
    case none
}

/// The options that all prompting methods share.
package struct PromptOptions: Sendable {
    package var format: PromptFormat
    package var shots: Int
    package var passages: PassageUse
    /// Replaces the task's own instruction; an empty text leaves it out.
    package var instruction: String?
    package var examples: FewShotExamples

    /// - Throws: `LabError` when the examples' file cannot be read.
    package init(_ options: MethodOptions) throws {
        format = options.choice("format", default: .auto)
        shots = options.int("shots") ?? 0
        passages = options.choice("passages", default: .auto)
        instruction = options.string("instruction")
        examples = try options.string("examples").map { try FewShotExamples(fileAt: $0) } ?? FewShotExamples.standard()
    }

    package static func fields(shots: Int) -> [ConfigField] {
        [
            ConfigField(
                "shots", .integer(0...8), default: .integer(shots), help: "worked examples before the question"),
            ConfigField(
                "examples", .string, namesFile: true,
                help: "YAML file with examples per task family, instead of the built-in ones"),
            ConfigField(
                "format", .choice(PromptFormat.allCases.map(\.rawValue)), default: "auto",
                help: "chat uses the model file's chat template, plain is bare text, auto takes chat where there is one"
            ),
            ConfigField(
                "passages", .choice(PassageUse.allCases.map(\.rawValue)), default: "auto",
                help: "put the sample's own passages before the question; auto does so for yes/no questions"),
            ConfigField(
                "instruction", .string,
                help: "replaces the task's instruction in chat form; an empty text leaves it out"),
        ]
    }
}
