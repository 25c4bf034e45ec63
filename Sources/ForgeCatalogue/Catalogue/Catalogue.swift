import ForgeCore

/// The models and data sets known by name.
package struct Catalogue: Sendable, Hashable {
    package var models: [ModelEntry]
    package var datasets: [DatasetEntry]
    package var defaultModel: String

    package init(models: [ModelEntry], datasets: [DatasetEntry], defaultModel: String) {
        self.models = models
        self.datasets = datasets
        self.defaultModel = defaultModel
    }

    /// - Throws: not found, with the nearest names.
    package func model(_ name: String) throws -> ModelEntry {
        guard let entry = models.first(where: { $0.name == name.lowercased() }) else {
            throw CatalogueError.unknown("model", name, known: models.map(\.name))
        }
        return entry
    }

    /// - Throws: not found, with the nearest names.
    package func dataset(_ name: String) throws -> DatasetEntry {
        guard let entry = datasets.first(where: { $0.name == name.lowercased() }) else {
            throw CatalogueError.unknown("data set", name, known: datasets.map(\.name))
        }
        return entry
    }

    /// This catalogue with another's entries over it: an entry of the same name is replaced whole.
    func overlaid(by other: Catalogue) -> Catalogue {
        Catalogue(
            models: Self.merged(models, other.models, name: \.name),
            datasets: Self.merged(datasets, other.datasets, name: \.name),
            defaultModel: other.defaultModel.isEmpty ? defaultModel : other.defaultModel)
    }

    private static func merged<Entry>(_ base: [Entry], _ over: [Entry], name: (Entry) -> String) -> [Entry] {
        let replaced = Set(over.map(name))
        return base.filter { !replaced.contains(name($0)) } + over
    }
}
