package import ForgeCore
import ForgeLab
package import Foundation

/// Which experiments used which adapters: by the adapter's hash where the experiment has run, by what its config names where
/// it has not.
package struct AdapterUses: Sendable {
    private let store: any ExperimentStore
    private let finder: AdapterFinder

    /// - Parameter trainings: where trainings are: one folder each.
    package init(store: any ExperimentStore, trainings: URL) {
        self.store = store
        finder = AdapterFinder(trainings: trainings)
    }

    /// The newest first, by the names of `adapters`, in one pass over the experiments.
    ///
    /// - Parameters:
    ///   - statuses: only experiments in these; all when empty.
    ///   - most: only so many of the newest experiments are looked at, to a page's length.
    package func experiments(
        with adapters: [String: AdapterFiles], statuses: Set<ExperimentStatus> = [], most: Int = .max
    ) async throws -> [String: [Experiment]] {
        guard !adapters.isEmpty else { return [:] }
        var found: [String: [Experiment]] = [:]
        var query = ExperimentQuery(statuses: statuses, limit: 200)
        var seen = 0
        repeat {
            let page = try await store.experiments(query)
            for experiment in page.items {
                for (name, adapter) in adapters where used(adapter, by: experiment) {
                    found[name, default: []].append(experiment)
                }
            }
            seen += page.items.count
            query.cursor = page.next
        } while query.cursor != nil && seen < most
        return found
    }

    private func used(_ adapter: AdapterFiles, by experiment: Experiment) -> Bool {
        if let hash = experiment.provenance["adapterSHA256"]?.string { return hash == adapter.ggufSHA256 }
        guard let named = experiment.config["model"]?["adapter"]?.string, let file = try? finder.file(named) else {
            return false
        }
        return file.standardizedFileURL.path == URL(filePath: adapter.gguf).standardizedFileURL.path
    }
}
