import ForgeCore

/// Says what was just done and offers to undo it.
struct UndoNotice: Sendable, Hashable {
    let text: String
    /// Where the form that undoes it is sent; nil when there is nothing to undo any more.
    let path: String?
    let button: String
    /// The list that is shown again afterwards.
    let back: String

    init(text: String, path: String?, button: String, back: String) {
        self.text = text
        self.path = path
        self.button = button
        self.back = back
    }

    /// - Parameter experiment: the one that was deleted.
    init(deleted experiment: Experiment, back: String) {
        self.back = back
        text = experiment.deletedAt == nil ? "\(experiment.name) is back." : "\(experiment.name) was deleted."
        path = experiment.deletedAt == nil ? nil : "\(PageLink.experiment(experiment.id))/restore"
        button = "Restore"
    }
}
