package import ForgeCatalogue
import ForgeCore
import Foundation

extension ConfigLoader {
    /// The loader for this program's methods and metrics and a catalogue's models and data sets.
    ///
    /// - Parameter acceptsPaths: false for texts that come from elsewhere: models and data sets are then names of the
    ///   catalogue, and no file is opened that the text names.
    package init(catalogue: Catalogue, acceptsPaths: Bool = true) {
        self.init(
            methods: Methods.schemas, metrics: AnswerMetrics.all.map(\.name),
            checkModel: NameCheck { catalogue.verdict(onModel: $0, acceptsPaths: acceptsPaths) },
            checkDataset: .among(catalogue.datasets.map(\.name)), acceptsPaths: acceptsPaths)
    }
}

extension Catalogue {
    /// A model is a name of the catalogue or a file that exists.
    fileprivate func verdict(onModel name: String, acceptsPaths: Bool) -> NameCheck.Verdict {
        let names = models.map(\.name)
        if names.contains(name) { return .known }
        guard name.contains("/") || name.hasSuffix(".gguf") else { return .unknown(known: names) }
        guard acceptsPaths else { return .refused("names a file: \(ConfigValidator.noPaths)") }
        return FileManager.default.isReadableFile(atPath: name) ? .known : .refused("is no readable file")
    }
}
