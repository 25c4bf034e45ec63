import ForgeCatalogue
import ForgeCore
import ForgeLab
import Foundation

extension ConfigLoader {
    /// The loader for this installation's methods, metrics and catalogue.
    init(_ libraries: Libraries) {
        self.init(
            methods: Methods.schemas, metrics: AnswerMetrics.all.map(\.name),
            checkModel: NameCheck { libraries.verdict(onModel: $0) },
            checkDataset: .among(libraries.catalogue.datasets.map(\.name)))
    }
}

extension Libraries {
    /// A model is a name of the catalogue or a file that exists.
    fileprivate func verdict(onModel name: String) -> NameCheck.Verdict {
        let names = catalogue.models.map(\.name)
        if names.contains(name) { return .known }
        guard name.contains("/") || name.hasSuffix(".gguf") else { return .unknown(known: names) }
        return FileManager.default.isReadableFile(atPath: name) ? .known : .refused("is no readable file")
    }
}
