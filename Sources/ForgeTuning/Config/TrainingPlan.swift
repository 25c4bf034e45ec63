import ForgeCore
import ForgeLab
package import ForgeTraining

/// A training's config as it was written, checked in itself; nothing is opened or looked for yet.
package struct TrainingPlan: Sendable, Hashable {
    package var config: TrainingConfig
    /// A GGUF file of the base's tokenizer, for a base that is a folder.
    package var tokenizer: String?
    /// What it is about, for people.
    package var summary: String?
    /// The text that was read.
    package var source: String

    /// - Throws: `LabError` `config.…`; `TuningError` `training.config`, `training.matrix` for a config of several.
    package init(path: String) throws {
        let all = try Self.all(path: path)
        guard let only = all.first, all.count == 1 else {
            throw TuningError(
                .invalidInput, "training.matrix", "\(path) holds a matrix of \(all.count) trainings.",
                remedy: "Train them with `forge train run`; here name a config of one training.")
        }
        self = only
    }

    /// One training, or those of the config's `matrix`.
    ///
    /// - Throws: `LabError` `config.…`; `TuningError` `training.config`.
    package static func all(path: String) throws -> [TrainingPlan] {
        try SchemaConfig.cells(
            path: path, fields: TrainingSchema.fields, roots: TrainingSchema.roots, help: TrainingSchema.help
        ).map { try TrainingPlan($0) }
    }

    /// The same for a text that is no file.
    ///
    /// - Parameter acceptsPaths: false for a text that comes from elsewhere (the web): its model is then a name of the
    ///   catalogue and its pairs are a name of `PairShelf`.
    package init(text: String, acceptsPaths: Bool) throws {
        try self.init(
            try SchemaConfig(
                text: text, fields: TrainingSchema.fields, help: TrainingSchema.help, acceptsPaths: acceptsPaths))
        guard !acceptsPaths, namesModelFile else { return }
        throw Self.wrong(
            "`model` names a file: configs from elsewhere may not name files.",
            "Name a model of the catalogue, or train it on the command line.")
    }

    private init(_ file: SchemaConfig) throws {
        config = TrainingConfig(file.values)
        tokenizer = file.values["tokenizer"]?.string
        summary = file.values["description"]?.string
        source = file.source
        try check()
    }

    /// Whether the base is a path and not a name of the catalogue.
    package var namesModelFile: Bool { config.model.contains("/") || config.model.hasSuffix(".gguf") }

    private func check() throws {
        guard TrainingName.isPlain(config.name) else {
            throw Self.wrong(
                "The training's name becomes a folder's and cannot be \"\(config.name)\".",
                "Use up to 80 letters, digits, -, _ and .")
        }
        guard !config.lora.targets.isEmpty else {
            throw Self.wrong("lora.targets is empty.", "Name at least one product, such as q_proj.")
        }
        guard config.loss.labelSmoothing == 0 || config.loss.kind == .sigmoid else {
            throw Self.wrong(
                "loss.label_smoothing belongs to the sigmoid loss.", "Remove it, or set loss.kind to sigmoid.")
        }
    }

    private static func wrong(_ message: String, _ remedy: String) -> TuningError {
        TuningError(.invalidInput, "training.config", message, remedy: remedy)
    }
}

/// Names of trainings, which are names of folders.
package enum TrainingName {
    package static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.count <= 80 && !name.hasPrefix(".")
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
}
