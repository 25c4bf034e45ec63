package import ForgeCatalogue
package import ForgeCore
package import ForgeLab
import ForgeTraining
import Foundation

/// What a server does with trainings: the one place behind the API, the pages and their forms.
///
/// Every method checks its input and throws errors with a remedy; none blocks for the length of a training.
package struct TrainingService: Sendable {
    package let library: TrainingLibrary
    package let jobs: TrainingJobs
    package let watch: TrainingWatch
    package let shelf: PairShelf
    package let marks: PairMarks
    let files: PairFiles
    let home: ForgeHome
    let models: ModelLibrary
    let store: any ExperimentStore

    package init(home: ForgeHome, models: ModelLibrary, experiments: ExperimentService) {
        self.home = home
        self.models = models
        store = experiments.store
        library = TrainingLibrary(home: home)
        jobs = TrainingJobs(queue: experiments.queue, library: library)
        watch = TrainingWatch(library: library, events: experiments.events)
        shelf = PairShelf(home: home)
        marks = PairMarks(home: home)
        files = PairFiles(shelf: shelf)
    }

    // MARK: Looking

    /// The latest first.
    package func list() async -> [TrainingListing] {
        let current = await jobs.current
        var found = library.list()
        for index in found.indices where found[index].name == current { found[index].state = .running }
        return found
    }

    /// - Throws: `TuningError` `training.unknown`.
    package func get(_ name: String) async throws -> TrainingListing {
        var training = try library.get(name)
        if await jobs.current == name { training.state = .running }
        if training.state.canContinue, let problem = await jobs.problem(of: name) { training.problem = problem }
        return training
    }

    /// Whether this server computes it, and could stop it.
    package func isHere(_ name: String) async -> Bool { await jobs.current == name }

    // MARK: Training

    /// The config that a text holds.
    ///
    /// - Throws: `LabError` `config.invalid` with all findings; `TuningError` `training.config`.
    package func check(_ config: String) throws -> TrainingPlan { try TrainingPlan(text: config, acceptsPaths: false) }

    /// Begins a new training.
    ///
    /// - Parameters:
    ///   - config: YAML as `forge train run` reads it, except that it may not name paths.
    ///   - beside: also while experiments run.
    /// - Throws: invalid input; a conflict for a name that is taken, while another training runs, or while an experiment
    ///   runs without `beside`.
    package func start(_ config: String, beside: Bool) async throws -> TrainingListing {
        let plan = try check(config)
        guard !library.names().contains(plan.config.name) else {
            throw TuningError(
                .conflict, "training.exists", "There is a training `\(plan.config.name)` already.",
                remedy: "Give the config another name, or continue that training.")
        }
        let (home, models) = (home, models)
        // Off the shared pool: the model's file is hashed.
        let setup = try await asInput {
            try await TrainingThread.run { _ in
                try TrainingSetup(plan, home: home, models: models, acceptsPaths: false)
            }
        }
        try await jobs.start(try TrainingJob(setup, marks: marks, continues: false), beside: beside)
        return try await get(plan.config.name)
    }

    /// Goes on with a training that was stopped or interrupted, or that failed; from its beginning without a checkpoint.
    ///
    /// - Throws: not found; a conflict for one that is finished or running, and as `start`.
    package func resume(_ name: String, beside: Bool) async throws -> TrainingListing {
        let training = try await get(name)
        guard training.state.canContinue else {
            throw TuningError(
                .conflict, "training.state", "`\(name)` is \(training.state.rawValue).",
                remedy: "Only a training that was stopped or interrupted, or that failed, can be continued.")
        }
        let folder = try library.existing(name)
        let plan = try TrainingPlan(path: folder.config.path)
        // The path of its pairs was chosen where it began, not by this request.
        let data = folder.runRecord()?.config.data.path
        let (home, models) = (home, models)
        let setup = try await TrainingThread.run { _ in
            try TrainingSetup(plan, home: home, models: models, data: data)
        }
        try await jobs.start(try TrainingJob(setup, marks: marks, continues: true), beside: beside)
        return try await get(name)
    }

    /// - Throws: not found; a conflict when this server does not compute it.
    package func stop(_ name: String) async throws -> TrainingListing {
        _ = try library.existing(name)
        try await jobs.stop(name)
        return try await get(name)
    }

    /// Deletes a training with its checkpoints and adapter.
    ///
    /// - Throws: not found; a conflict while it runs.
    package func delete(_ name: String) async throws {
        let training = try await get(name)
        guard training.state != .running else {
            throw TuningError(
                .conflict, "training.busy", "`\(name)` is being trained.", remedy: "Stop it first.")
        }
        let library = library
        try await TrainingThread.run { _ in try library.delete(name) }
        await jobs.forget(name)
    }

    /// What a request names and is not there is wrong input, not a missing address.
    private func asInput<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as any ForgeError where error.kind == .notFound {
            throw TuningError(.invalidInput, error.code, error.message, cause: error.cause, remedy: error.remedy)
        }
    }
}
