import ForgeCatalogue

/// A first experiment that can be run at once with what is on this machine.
struct QuickStart: Sendable, Hashable {
    /// YAML; nil while a model or a data set is missing.
    let config: String?
    let about: String
    let missingModel: Bool
    let missingDataset: Bool

    init(models: ModelLibrary, datasets: DatasetLibrary) {
        let installed = models.list().filter(\.isInstalled)
        let model = installed.first(where: \.isDefault) ?? installed.first
        let dataset = datasets.list().first(where: \.isInstalled)
        missingModel = model == nil
        missingDataset = dataset == nil
        guard let model, let dataset else {
            config = nil
            about = ""
            return
        }
        config = """
            name: first-steps
            method: naive
            model: \(model.entry.name)
            dataset:
              name: \(dataset.entry.name)
              n: 20

            """
        about = "It asks \(model.entry.name) up to 20 questions of \(dataset.entry.name) and scores the answers."
    }
}
