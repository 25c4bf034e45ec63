import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTraining
import Foundation

/// A training's config with the base model that it names found on this machine.
struct TrainingSetup {
    let config: TrainingConfig
    /// The config as it was written.
    let source: String
    let base: BaseModel

    static let help = "`forge train run --schema`"

    /// Reads and checks a config, fetching a model of the catalogue that is missing.
    ///
    /// - Parameter data: takes the place of `data.path`.
    /// - Throws: `LabError` `config.…`; `CommandError` `training.name`; `TrainingError` `model.…`; what the catalogue
    ///   throws.
    static func load(_ path: String, data: String?, quiet: Bool) async throws -> TrainingSetup {
        let files = try cells(path)
        guard let file = files.first, files.count == 1 else {
            throw CommandError(
                .invalidInput, "training.matrix", "\(path) holds a matrix of \(files.count) trainings.",
                remedy: "Train them with `forge train run`; here name a config of one training.")
        }
        return try await load(file, data: data, quiet: quiet)
    }

    /// One training, or those of the config's matrix.
    static func cells(_ path: String) throws -> [SchemaConfig] {
        try SchemaConfig.cells(path: path, fields: TrainingSchema.fields, roots: TrainingSchema.roots, help: help)
    }

    /// The same for a config that was read.
    static func load(_ file: SchemaConfig, data: String?, quiet: Bool) async throws -> TrainingSetup {
        var config = TrainingConfig(file.values)
        try check(config)
        if let data { config.data.path = data }
        let base = try await base(config.model, tokenizer: file.values["tokenizer"]?.string, quiet: quiet)
        return TrainingSetup(config: config, source: file.source, base: base)
    }

    static func base(_ name: String, tokenizer: String?, quiet: Bool) async throws -> BaseModel {
        if name.contains("/") || name.hasSuffix(".gguf") {
            let url = URL(filePath: name)
            return try BaseModel(name: url.lastPathComponent, path: url.path, tokenizer: tokenizer)
        }
        let models = try Libraries().models
        if let status = try? models.info(name), !status.isInstalled {
            try await models.pull(name, progress: PullMonitor(quiet: quiet).handler)
        }
        // The file as shipped: a tuned one holds the same weights, but coarser.
        return try BaseModel(name: name, path: try models.resolve(name, original: true).path)
    }

    static func check(_ config: TrainingConfig) throws {
        func wrong(_ message: String, _ remedy: String) -> CommandError {
            CommandError(.invalidInput, "training.config", message, remedy: remedy)
        }
        let isPlain = config.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        guard isPlain, !config.name.isEmpty, config.name.count <= 80, !config.name.hasPrefix(".") else {
            throw wrong(
                "The training's name becomes a folder's and cannot be \"\(config.name)\".",
                "Use up to 80 letters, digits, -, _ and .")
        }
        guard !config.lora.targets.isEmpty else {
            throw wrong("lora.targets is empty.", "Name at least one product, such as q_proj.")
        }
        guard config.loss.labelSmoothing == 0 || config.loss.kind == .sigmoid else {
            throw wrong(
                "loss.label_smoothing belongs to the sigmoid loss.", "Remove it, or set loss.kind to sigmoid.")
        }
    }

    func material() throws -> TrainingMaterial {
        try TrainingMaterial(config.data, maxLength: config.maxLength, text: try base.text())
    }

    var folder: RunFolder { RunFolder(ForgeHome().trainings.appending(path: config.name)) }
    var references: URL { ForgeHome().trainings.appending(path: ".references") }
}
