private import ForgeCore
private import Foundation

extension ExperimentConfig {
    /// The config with its file paths made absolute, so that it can be resumed from any folder.
    package func withAbsolutePaths() -> ExperimentConfig {
        var config = self
        if engine.server == nil, model.namesFile, FileManager.default.fileExists(atPath: model.name) {
            config.model.name = Self.absolute(model.name)
        }
        config.model.adapter = model.adapter.map { AdapterFinder.isName($0) ? $0 : Self.absolute($0) }
        config.dataset.path = dataset.path.map(Self.absolute)
        if let examples = method.options["examples"]?.string {
            config.method.options["examples"] = .string(Self.absolute(examples))
        }
        return config
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
    }
}

extension ModelConfig {
    /// Whether the name is a path: a file that happens to have a catalogue model's name is not meant.
    package var namesFile: Bool { name.contains("/") || name.lowercased().hasSuffix(".gguf") }
}
