import ForgeCore
import ForgeLab

/// Name, state and actions of an experiment: the same on all its tabs.
struct ExperimentHeader: Sendable, Hashable {
    struct Export: Sendable, Hashable {
        let name: String
        let summary: String
        let path: String
    }

    let id: String
    let path: String
    let name: String
    let badge: StatusBadge
    let tags: [String]
    let tagText: String
    /// `naive · smollm2-135m-instruct · nq-open/validation · 50 questions · seed 0`.
    let about: String
    let age: Age
    /// Nil when all questions are answered and nothing runs.
    let progress: ProgressLine?
    let running: Estimate?
    let runningMetric: String?
    let isRunning: Bool
    let isDeleted: Bool
    /// `Run` or `Resume`; nil when there is nothing to run.
    let runWord: String?
    let canStop: Bool
    let canRescore: Bool
    let exports: [Export]
    let trouble: Trouble?
    /// What a reader of the results must know of them.
    let notes: [String]

    /// - Parameter failed: the questions that failed; nil when none did.
    init(
        _ experiment: Experiment, _ state: ExperimentProgress, failed: FailedQuestions? = nil, notes: [String] = []
    ) {
        self.notes = notes
        id = experiment.id
        path = PageLink.experiment(experiment.id)
        name = experiment.name
        isDeleted = experiment.deletedAt != nil
        badge = StatusBadge(experiment.status, isQueued: state.isQueued, isDeleted: isDeleted)
        tags = experiment.tags
        tagText = experiment.tags.joined(separator: ", ")
        about = Self.about(experiment)
        age = Age(experiment.createdAt)
        isRunning = experiment.status == .running
        let isComplete = experiment.status == .completed
        progress = isComplete ? nil : ProgressLine(state, label: "Progress of \(experiment.name)")
        running = isComplete ? nil : state.result.map(Estimate.init)
        runningMetric = state.result?.metric
        canStop = !isDeleted && (isRunning || state.isQueued)
        runWord = isDeleted || canStop || isComplete ? nil : experiment.done > 0 ? "Resume" : "Run"
        canRescore = isComplete && !isDeleted
        exports = experiment.done > 0 ? Self.exports(experiment.id) : []
        trouble = Trouble(experiment, isQueued: state.isQueued, failed: failed)
    }

    private static func about(_ experiment: Experiment) -> String {
        [
            experiment.method, experiment.model, "\(experiment.dataset)/\(experiment.split)",
            "\(NumberText.count(experiment.total)) questions", "seed \(experiment.seed)",
        ].joined(separator: " · ")
    }

    private static func exports(_ id: String) -> [Export] {
        ExportFormats.all.map { format in
            Export(
                name: format.name, summary: format.summary,
                path: PageLink.to(
                    "/api/v1/experiments/\(PageLink.encoded(id))/export", [("format", format.name)]))
        }
    }
}

/// Why an experiment does not go on or is not whole, and what to do about it.
struct Trouble: Sendable, Hashable {
    let title: String
    /// What, why and remedy, a line each.
    let lines: [String]
    let isFailure: Bool
    /// The examples that failed; nil when none did.
    let examples: String?

    /// Nil for an experiment that goes on or is done with every question.
    init?(_ experiment: Experiment, isQueued: Bool, failed: FailedQuestions?) {
        examples = failed.map { _ in
            PageLink.to(PageLink.experiment(experiment.id), [("tab", "examples"), ("outcome", "failed")])
        }
        if experiment.status == .completed, let failed {
            isFailure = false
            title = failed.headline
            lines = Array(failed.text.split(separator: "\n").dropFirst().map(String.init))
            return
        }
        if isQueued, experiment.waitsForMaterial {
            isFailure = false
            let parts = experiment.error?.split(separator: "\n").map(String.init) ?? []
            title = parts.first ?? ""
            lines = Array(parts.dropFirst())
            return
        }
        guard !isQueued, [.failed, .stopped].contains(experiment.status) else { return nil }
        isFailure = experiment.status == .failed
        title = isFailure ? "The experiment failed." : "The experiment is stopped."
        lines =
            (experiment.error?.split(separator: "\n").map(String.init) ?? [])
            + [Self.kept(experiment, hasAnswers: experiment.done > (failed?.count ?? 0))]
    }

    private static func kept(_ experiment: Experiment, hasAnswers: Bool) -> String {
        guard hasAnswers else { return "No question is answered yet; it can be run again." }
        return "\(NumberText.count(experiment.done)) of \(NumberText.count(experiment.total)) answers are kept; "
            + "it resumes with the next question."
    }
}
