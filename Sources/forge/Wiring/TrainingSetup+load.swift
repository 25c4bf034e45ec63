import ForgeCatalogue
import ForgeCore
import ForgeTraining
import ForgeTuning

extension TrainingSetup {
    /// Reads and checks a config, fetching a model of the catalogue that is missing.
    ///
    /// - Parameter data: takes the place of `data.path`.
    /// - Throws: `LabError` `config.…`; `TuningError` `training.config`; `TrainingError` `model.…`; what the catalogue
    ///   throws.
    static func load(_ path: String, data: String?, quiet: Bool) async throws -> TrainingSetup {
        let plan = try TrainingPlan(path: path)
        let models = try Libraries().models
        if !plan.namesModelFile, let status = try? models.info(plan.config.model), !status.isInstalled {
            try await models.pull(plan.config.model, progress: PullMonitor(quiet: quiet).handler)
        }
        return try TrainingSetup(plan, home: ForgeHome(), models: models, data: data)
    }
}
