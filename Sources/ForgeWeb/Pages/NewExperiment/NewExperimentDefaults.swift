import ForgeCatalogue
import ForgeLab

/// What the form for a new experiment begins with: something that runs here.
struct NewExperimentDefaults {
    let services: WebServices

    private static let questions = 50

    /// - Parameter query: `model` and `dataset` (with `split`) when they were chosen already.
    func form(_ query: FormValues) -> ConfigForm {
        let dataset = chosen(query["dataset"])
        let model = query["model"] ?? defaultModel
        var texts = ["method.name": Methods.schemas.first?.name ?? "", "model.name": model]
        guard let dataset else { return ConfigForm(texts: texts) }
        texts["name"] = "\(dataset.entry.name)-\(texts["method.name"] ?? "")"
        texts["dataset.name"] = dataset.entry.name
        let split = query["split"] ?? dataset.splits.first { $0.installed != nil }?.split.name
        // The default split goes without saying.
        if split != dataset.entry.splits.first?.name { texts["dataset.split"] = split }
        let records = dataset.entry.splits.first { $0.name == split }?.records
        if records.map({ $0 > Self.questions }) ?? true { texts["dataset.n"] = "\(Self.questions)" }
        return ConfigForm(texts: texts)
    }

    private func chosen(_ name: String?) -> DatasetStatus? {
        let all = services.datasets.list()
        return name.flatMap { name in all.first { $0.entry.name == name } } ?? all.first(where: \.isInstalled)
            ?? all.first
    }

    private var defaultModel: String {
        let models = services.models.list()
        let here = models.filter(\.isInstalled)
        let best = here.first(where: \.isDefault) ?? here.first ?? models.first(where: \.isDefault)
        return best?.entry.name ?? services.models.catalogue.defaultModel
    }
}
