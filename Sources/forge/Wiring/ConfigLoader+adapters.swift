import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import Foundation

extension ConfigLoader {
    /// The loader for what is on this machine, which also looks whether adapters are there and fit their models.
    init(_ libraries: Libraries, acceptsPaths: Bool = true, home: ForgeHome = ForgeHome()) {
        self.init(catalogue: libraries.catalogue, acceptsPaths: acceptsPaths)
        let (models, adapters) = (libraries.models, AdapterFinder(trainings: home.trainings))
        checkAdapter = { config in
            guard let adapter = config.adapter else { return nil }
            do {
                let file = try adapters.file(adapter)
                // A model that is not here yet is fetched before it runs, and the engine looks again.
                guard let model = try? models.resolve(config.name, original: config.original) else { return nil }
                try AdapterHeader(path: file.path).check(base: GGUFWeights(path: model.path), name: config.name)
                return nil
            } catch let error as any ForgeError {
                return [error.reason, error.remedy].compactMap(\.self).joined(separator: " ")
            } catch {
                return "\(error)"
            }
        }
    }
}
