import ForgeCore
import ForgeLab

/// Why experiments cannot be compared, with the way to the remedy in the browser.
struct CompareProblem {
    let store: any ExperimentStore

    func notice(_ error: any ForgeError, ids: [String]) async -> Notice {
        var experiments: [Experiment] = []
        for id in ids { if let experiment = try? await store.experiment(id) { experiments.append(experiment) } }
        return Notice(
            title: error.message, cause: error.cause, remedy: remedy(error), actions: actions(error, experiments))
    }

    /// The remedies of errors name commands; here there are pages for the same.
    private func remedy(_ error: any ForgeError) -> String? {
        switch error.code {
        case "compare.unfinished": "Resume it on its page, then compare again."
        case "compare.all-failed": "Mend the cause, then resume it on its page: that asks its questions again."
        case "compare.samples-differ":
            "Run one of them again on the other's sample: the same data set, split, number of questions and seed."
        case "compare.metric-version", "compare.metric-missing":
            "Rescore the experiments on their pages with the same metrics, then compare again."
        default: error.remedy
        }
    }

    private func actions(_ error: any ForgeError, _ experiments: [Experiment]) -> [Notice.Action] {
        switch error.code {
        case "compare.unfinished":
            experiments.filter { $0.status != .completed }.map { open($0) }
        case "compare.samples-differ":
            experiments.map { .init(name: "New experiment from \($0.name)", path: "/experiments/new?from=\($0.id)") }
        default: experiments.map { open($0) }
        }
    }

    private func open(_ experiment: Experiment) -> Notice.Action {
        .init(name: "Open \(experiment.name)", path: PageLink.experiment(experiment.id))
    }
}
