package import ForgeCatalogue
import ForgeCore
import Foundation

extension ConfigLoader {
    /// The loader for this program's methods and metrics and a catalogue's models and data sets.
    package init(catalogue: Catalogue) {
        self.init(
            methods: Methods.schemas, metrics: AnswerMetrics.all.map(\.name),
            checkModel: NameCheck { catalogue.verdict(onModel: $0) },
            checkDataset: .among(catalogue.datasets.map(\.name)))
    }
}

extension Catalogue {
    /// A model is a name of the catalogue or a file that exists.
    fileprivate func verdict(onModel name: String) -> NameCheck.Verdict {
        let names = models.map(\.name)
        if names.contains(name) { return .known }
        guard name.contains("/") || name.hasSuffix(".gguf") else { return .unknown(known: names) }
        return FileManager.default.isReadableFile(atPath: name) ? .known : .refused("is no readable file")
    }
}
