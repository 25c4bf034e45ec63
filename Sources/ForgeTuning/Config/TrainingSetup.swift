package import ForgeCatalogue
package import ForgeCore
import ForgeLab
package import ForgeTraining
package import Foundation

/// A training ready to be computed: its config with the base model and the pairs that it names found on this machine.
package struct TrainingSetup: Sendable {
    package var config: TrainingConfig
    /// The config as it was written.
    package let source: String
    package let base: BaseModel
    private let home: ForgeHome

    /// - Parameters:
    ///   - acceptsPaths: as `TrainingPlan` has it.
    ///   - data: takes the place of `data.path`.
    /// - Throws: `TuningError` `pairs.…`; `TrainingError` `model.…`; what the catalogue throws.
    package init(
        _ plan: TrainingPlan, home: ForgeHome, models: ModelLibrary, data: String? = nil, acceptsPaths: Bool = true
    ) throws {
        config = plan.config
        source = plan.source
        self.home = home
        config.data.path = try PairShelf(home: home).resolve(
            data ?? plan.config.data.path, acceptsPaths: acceptsPaths)
        base = try Self.base(plan, models)
    }

    /// Hashes the base model's file, which takes a moment.
    private static func base(_ plan: TrainingPlan, _ models: ModelLibrary) throws -> BaseModel {
        let name = plan.config.model
        if plan.namesModelFile {
            let url = URL(filePath: name)
            return try BaseModel(name: url.lastPathComponent, path: url.path, tokenizer: plan.tokenizer)
        }
        // The file as shipped: a tuned one holds the same weights, but coarser.
        return try BaseModel(name: name, path: try models.resolve(name, original: true).path)
    }

    /// Reads and tokenises the pairs, which takes a while.
    package func material(leavingOut marked: Set<String> = []) throws -> TrainingMaterial {
        try TrainingMaterial(config.data, maxLength: config.maxLength, text: try base.text(), leavingOut: marked)
    }

    package var folder: RunFolder { TrainingLibrary(home: home).folder(config.name) }
    package var references: URL { home.trainings.appending(path: ".references") }
}
