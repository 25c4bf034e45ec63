import ForgeCore

/// The models, data sets, encoders and corpora known by name.
package struct Catalogue: Sendable, Hashable {
    package var models: [ModelEntry]
    package var datasets: [DatasetEntry]
    package var encoders: [EncoderEntry]
    package var corpora: [CorpusEntry]
    package var defaultModel: String
    package var defaultEncoders: EncoderDefaults

    package init(
        models: [ModelEntry] = [], datasets: [DatasetEntry] = [], encoders: [EncoderEntry] = [],
        corpora: [CorpusEntry] = [], defaultModel: String = "", defaultEncoders: EncoderDefaults = .init()
    ) {
        self.models = models
        self.datasets = datasets
        self.encoders = encoders
        self.corpora = corpora
        self.defaultModel = defaultModel
        self.defaultEncoders = defaultEncoders
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

    /// - Throws: not found, with the nearest names.
    package func encoder(_ name: String) throws -> EncoderEntry {
        guard let entry = encoders.first(where: { $0.name == name.lowercased() }) else {
            throw CatalogueError.unknown("encoder", name, known: encoders.map(\.name))
        }
        return entry
    }

    /// - Throws: not found, with the nearest names.
    package func corpus(_ name: String) throws -> CorpusEntry {
        guard let entry = corpora.first(where: { $0.name == name.lowercased() }) else {
            throw CatalogueError.unknown("corpus", name, known: corpora.map(\.name))
        }
        return entry
    }

    /// This catalogue with another's entries over it: an entry of the same name is replaced whole.
    func overlaid(by other: Catalogue) -> Catalogue {
        Catalogue(
            models: Self.merged(models, other.models, name: \.name),
            datasets: Self.merged(datasets, other.datasets, name: \.name),
            encoders: Self.merged(encoders, other.encoders, name: \.name),
            corpora: Self.merged(corpora, other.corpora, name: \.name),
            defaultModel: other.defaultModel.isEmpty ? defaultModel : other.defaultModel,
            defaultEncoders: defaultEncoders.overlaid(by: other.defaultEncoders))
    }

    private static func merged<Entry>(_ base: [Entry], _ over: [Entry], name: (Entry) -> String) -> [Entry] {
        let replaced = Set(over.map(name))
        return base.filter { !replaced.contains(name($0)) } + over
    }
}
