import ForgeCatalogue
import ForgeCore
import ForgeLab
import Foundation

extension ConfigLoader {
    /// Loads a config file against the methods, metrics and catalogue of this installation.
    static func plan(at path: String, libraries: Libraries) throws -> ExperimentPlan {
        try load(path: path, context: context(libraries))
    }

    private static func context(_ libraries: Libraries) -> ConfigContext {
        ConfigContext(
            methods: Methods.all.map { MethodSchema(name: $0.name, summary: $0.summary, options: $0.options) },
            metrics: AnswerMetrics.all.map(\.name),
            models: libraries.catalogue.models.map(\.name),
            datasets: libraries.catalogue.datasets.map(\.name))
    }
}
