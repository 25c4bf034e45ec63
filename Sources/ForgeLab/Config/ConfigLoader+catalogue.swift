package import ForgeCatalogue
import ForgeCore
package import ForgeRetrieval
import Foundation

extension ConfigLoader {
    /// The loader for this program's methods and metrics and a catalogue's models and data sets.
    ///
    /// - Parameters:
    ///   - acceptsPaths: false for texts that come from elsewhere: models and data sets are then names of the
    ///     catalogue, and no file is opened that the text names.
    ///   - knowledge: what the knowledge bases hold; nil to accept any name.
    package init(catalogue: Catalogue, acceptsPaths: Bool = true, knowledge: [KnowledgeState]? = nil) {
        self.init(
            methods: Methods.schemas, metrics: AnswerMetrics.all.map(\.name),
            checkModel: NameCheck { catalogue.verdict(onModel: $0, acceptsPaths: acceptsPaths) },
            checkDataset: .among(catalogue.datasets.map(\.name)), acceptsPaths: acceptsPaths)
        self.knowledge = knowledge
        checkMethod = Methods.contradiction
        checkEncoder = { kind in
            NameCheck { catalogue.verdict(onEncoder: $0, kind: kind, acceptsPaths: acceptsPaths) }
        }
    }

    /// The same loader with what the knowledge bases hold at this moment.
    package func knowing(_ bases: KnowledgeBases) async -> ConfigLoader {
        var loader = self
        loader.knowledge = await KnowledgeState.all(bases)
        return loader
    }
}

extension Catalogue {
    /// An encoder is a name of the catalogue, of the wanted kind, or a folder that exists.
    fileprivate func verdict(onEncoder name: String, kind: String, acceptsPaths: Bool) -> NameCheck.Verdict {
        if let entry = encoders.first(where: { $0.name == name }) {
            return entry.kind.rawValue == kind
                ? .known : .refused("is of kind \(entry.kind.rawValue), but \(kind) is wanted")
        }
        guard name.contains("/") else {
            return .unknown(known: encoders.filter { $0.kind.rawValue == kind }.map(\.name))
        }
        guard acceptsPaths else { return .refused("names a folder: \(ConfigValidator.noPaths)") }
        return FileManager.default.isReadableFile(atPath: name + "/config.json")
            ? .known : .refused("is no encoder's folder: it holds no config.json")
    }

    /// A model is a name of the catalogue or a file that exists.
    fileprivate func verdict(onModel name: String, acceptsPaths: Bool) -> NameCheck.Verdict {
        let names = models.map(\.name)
        if names.contains(name) { return .known }
        guard name.contains("/") || name.hasSuffix(".gguf") else { return .unknown(known: names) }
        guard acceptsPaths else { return .refused("names a file: \(ConfigValidator.noPaths)") }
        return FileManager.default.isReadableFile(atPath: name) ? .known : .refused("is no readable file")
    }
}
