import ForgeCatalogue
import ForgeCore
import ForgeLab

/// Downloads what a plan needs and this machine does not have.
enum Fetching {
    static func fetchMissing(for plan: ExperimentPlan, libraries: Libraries, quiet: Bool = false) async throws {
        let monitor = PullMonitor(quiet: quiet)
        for name in Set(plan.experiments.filter { $0.engine.server == nil }.map(\.model.name)).sorted() {
            guard let status = try? libraries.models.info(name), !status.isInstalled else { continue }
            try await libraries.models.pull(name, progress: monitor.handler)
        }
        for dataset in Set(plan.experiments.map(\.dataset)) where dataset.path == nil {
            let split = try libraries.catalogue.dataset(dataset.name).split(dataset.split)
            let status = try libraries.datasets.info(dataset.name)
            guard status.splits.first(where: { $0.split == split })?.installed == nil else { continue }
            try await libraries.datasets.pull(dataset.name, split: dataset.split, progress: monitor.handler)
        }
        for name in try encoders(of: plan, libraries.encoders).sorted() {
            guard let status = try? libraries.encoders.info(name), !status.isInstalled else { continue }
            do {
                try await libraries.encoders.pull(name, progress: monitor.handler)
            } catch let error as CatalogueError {
                throw EncoderObstacle.unreachable(name, status.entry.kind, error, libraries.encoders)
            }
        }
    }

    /// Rerankers and NLI models that the experiments use, default ones included. Embedders are there since the
    /// knowledge bases were made.
    private static func encoders(of plan: ExperimentPlan, _ library: EncoderLibrary) throws -> Set<String> {
        var names: Set<String> = []
        for config in plan.experiments {
            guard let lookup = try Methods.make(config.method).retrieval else { continue }
            if lookup.method == .reranked { names.insert(try lookup.reranker ?? library.defaultName(.reranker)) }
            if let judge = config.faithfulness { names.insert(try judge.nli ?? library.defaultName(.nli)) }
        }
        return names
    }
}
