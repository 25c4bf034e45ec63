import ForgeCore
import ForgeLab

/// An experiment that is being run.
struct RunCard: Sendable, Hashable {
    let id: String
    let path: String
    let name: String
    /// `naive · smollm2-135m-instruct · nq-open`.
    let about: String
    let progress: ProgressLine
    let estimate: Estimate?

    init(_ experiment: Experiment, _ progress: ExperimentProgress) {
        id = experiment.id
        path = PageLink.experiment(experiment.id)
        name = experiment.name
        about = "\(experiment.method) · \(experiment.model) · \(experiment.dataset)"
        self.progress = ProgressLine(progress, label: "Progress of \(experiment.name)")
        estimate = progress.result.map(Estimate.init)
    }
}
