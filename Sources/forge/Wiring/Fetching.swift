import ForgeCatalogue
import ForgeCore
import ForgeLab

/// Downloads what a plan needs and this machine does not have.
enum Fetching {
    static func fetchMissing(for plan: ExperimentPlan, libraries: Libraries, quiet: Bool = false) async throws {
        let monitor = PullMonitor(quiet: quiet)
        for name in Set(plan.experiments.map(\.model.name)).sorted() {
            guard let status = try? libraries.models.info(name), !status.isInstalled else { continue }
            try await libraries.models.pull(name, progress: monitor.handler)
        }
        for dataset in Set(plan.experiments.map(\.dataset)) where dataset.path == nil {
            let split = try libraries.catalogue.dataset(dataset.name).split(dataset.split)
            let status = try libraries.datasets.info(dataset.name)
            guard status.splits.first(where: { $0.split == split })?.installed == nil else { continue }
            try await libraries.datasets.pull(dataset.name, split: dataset.split, progress: monitor.handler)
        }
    }
}
