import ForgeCatalogue
import ForgeCore
import Foundation

// What is not on this machine is a conflict: the input is right, and a download makes it work.
extension ExperimentService {
    func prepare(_ plan: ExperimentPlan) async throws -> [Experiment] {
        do {
            return try await laboratory.prepare(plan)
        } catch let error as CatalogueError where error.code == "data-set.not-installed" {
            throw LabError(
                .conflict, error.code, error.message, cause: error.cause,
                remedy: "Pull it on the Data sets page. On the command line: \(error.remedy ?? "forge datasets pull")")
        } catch let error as CatalogueError where error.code == "file.unreadable" {
            // A local file that the catalogue names is gone.
            throw LabError(.conflict, error.code, error.message, cause: error.cause, remedy: error.remedy)
        }
    }

    /// - Throws: conflict when the model would have to be pulled, or its file is gone.
    func requireModel(of config: ExperimentConfig) throws {
        // A server is asked when the experiment runs.
        guard config.engine.server == nil else { return }
        let name = config.model.name
        guard !config.model.namesFile else { return try requireFile(name) }
        guard try !laboratory.models.info(name).isInstalled else { return }
        throw LabError(
            .conflict, "model.not-installed", "The model `\(name)` is not on this machine yet.",
            remedy: "Pull it on the Models page, or with `forge models pull \(name)`.")
    }

    private func requireFile(_ path: String) throws {
        guard !FileManager.default.isReadableFile(atPath: path) else { return }
        throw LabError(
            .conflict, "model.file-missing", "The model's file `\(path)` is not there.",
            remedy: "Put it back, or make the experiment anew with another model.")
    }
}

extension Experiment {
    /// The config that it was made from.
    ///
    /// - Throws: internal failure for one that this version does not understand.
    package func resolvedConfig() throws -> ExperimentConfig {
        do {
            return try JSON.decode(from: JSON.data(config))
        } catch {
            throw LabError(
                .internalFailure, "experiment.config", "The stored config of \(name) cannot be read.",
                cause: "\(error)", remedy: "Make the experiment anew from its YAML.")
        }
    }
}
