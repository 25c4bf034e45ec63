import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeRetrieval
import Foundation

extension Knowledge {
    /// Sources by what the user named them: a corpus of the catalogue (fetched when it is not here), or a path.
    func sources(_ names: [String], columns: JSONColumns? = nil, quiet: Bool) async throws -> [DocumentSource] {
        var sources: [DocumentSource] = []
        for name in names { sources.append(try await source(name, columns: columns, quiet: quiet)) }
        return sources
    }

    private func source(_ name: String, columns: JSONColumns?, quiet: Bool) async throws -> DocumentSource {
        guard let status = try? libraries.corpora.info(name) else {
            guard name.contains("/") || name.contains(".") else {
                // A word that is no path: the catalogue's error with the nearest names says more.
                return try .detect(URL(filePath: try libraries.corpora.info(name).path ?? name))
            }
            return try .detect(URL(filePath: name), columns: columns)
        }
        if !status.isInstalled {
            try await libraries.corpora.pull(name, progress: PullMonitor(quiet: quiet).handler)
        }
        return try DocumentSource(try libraries.corpora.resolve(name))
    }

    /// The embedder of a new base, fetched when it is not here.
    func embedderForNewBase(_ name: String?, quiet: Bool) async throws -> any Embedder {
        let name = try name ?? libraries.encoders.defaultName(.embedder)
        guard !name.contains("/") else {
            throw CommandError(
                .invalidInput, "kb.embedder-path",
                "A knowledge base names its embedder, it does not point to a folder.",
                cause: "\(name) would be lost as soon as the folder moves.",
                remedy: "Give the folder a name under `encoders:` in the catalogue.yaml of your home folder.")
        }
        try await fetch(encoder: name, quiet: quiet)
        return try await encoders.embedder(name)
    }

    /// Downloads an encoder of the catalogue that is not on this machine.
    func fetch(encoder name: String, quiet: Bool) async throws {
        guard !name.contains("/"), try !libraries.encoders.info(name).isInstalled else { return }
        try await libraries.encoders.pull(name, progress: PullMonitor(quiet: quiet).handler)
    }
}
