import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTraining
import Foundation

extension TrainingSetup {
    /// A training that will run elsewhere: a base model that is not here is not fetched, and the setup is nil.
    ///
    /// - Throws: as `load`.
    static func loadIfHere(
        _ path: String, data: String?
    ) async throws -> (config: TrainingConfig, setup: TrainingSetup?) {
        let files = try cells(path)
        guard let file = files.first, files.count == 1 else {
            throw CommandError(
                .invalidInput, "training.matrix", "\(path) holds a matrix of \(files.count) trainings.",
                remedy: "Export the config of one training.")
        }
        var config = TrainingConfig(file.values)
        try check(config)
        if let data { config.data.path = data }
        let namesFile = config.model.contains("/") || config.model.hasSuffix(".gguf")
        if !namesFile, try !Libraries().models.info(config.model).isInstalled { return (config, nil) }
        let base = try await base(config.model, tokenizer: file.values["tokenizer"]?.string, quiet: true)
        return (config, TrainingSetup(config: config, source: file.source, base: base))
    }
}
