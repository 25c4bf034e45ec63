import ForgeCatalogue
import ForgeCore
import ForgeTraining
import ForgeTuning

extension TrainingSetup {
    /// Reads and checks the config of one training, fetching a model of the catalogue that is missing.
    ///
    /// - Parameter data: takes the place of `data.path`.
    /// - Throws: as `TrainingPlan`; `TrainingError` `model.…`; what the catalogue throws.
    static func load(_ path: String, data: String?, quiet: Bool) async throws -> TrainingSetup {
        try await load(TrainingPlan(path: path), data: data, quiet: quiet)
    }

    /// The same for a config that was read.
    static func load(_ plan: TrainingPlan, data: String?, quiet: Bool) async throws -> TrainingSetup {
        let models = try Libraries().models
        if !plan.namesModelFile, let status = try? models.info(plan.config.model), !status.isInstalled {
            try await models.pull(plan.config.model, progress: PullMonitor(quiet: quiet).handler)
        }
        return try TrainingSetup(plan, home: ForgeHome(), models: models, data: data)
    }

    /// A training that will run elsewhere: a base model that is not here is not fetched, and the setup is nil.
    ///
    /// - Throws: as `load`.
    static func loadIfHere(
        _ path: String, data: String?
    ) throws -> (config: TrainingConfig, setup: TrainingSetup?) {
        let plan = try TrainingPlan(path: path)
        let models = try Libraries().models
        let isHere = try plan.namesModelFile || models.info(plan.config.model).isInstalled
        guard isHere else {
            var config = plan.config
            config.data.path = try PairShelf(home: ForgeHome()).resolve(data ?? config.data.path, acceptsPaths: true)
            return (config, nil)
        }
        let setup = try TrainingSetup(plan, home: ForgeHome(), models: models, data: data)
        return (setup.config, setup)
    }
}
