import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeRetrieval
import Foundation

extension Knowledge {
    /// An ingest of sources by what the user named them: a corpus of the catalogue (fetched when it is not here), or a
    /// path.
    func request(_ names: [String], columns: JSONColumns? = nil, quiet: Bool) async throws -> IngestRequest {
        var found: [(source: DocumentSource, name: String)] = []
        for name in names { found.append(try await source(name, columns: columns, quiet: quiet)) }
        return IngestRequest(found.map(\.source), names: found.map(\.name))
    }

    /// A source, and how to name it from any folder.
    private func source(
        _ name: String, columns: JSONColumns?, quiet: Bool
    ) async throws -> (source: DocumentSource, name: String) {
        guard let status = try? libraries.corpora.info(name) else { return try path(name, columns: columns) }
        if !status.isInstalled {
            try await libraries.corpora.pull(name, progress: PullMonitor(quiet: quiet).handler)
        }
        return (try DocumentSource(try libraries.corpora.resolve(name)), name)
    }

    private func path(_ name: String, columns: JSONColumns?) throws -> (source: DocumentSource, name: String) {
        let url = URL(filePath: name).standardizedFileURL
        let path = url.path(percentEncoded: false)
        let isThere = FileManager.default.fileExists(atPath: path)
        guard isThere || name.contains("/") || name.contains(".") else {
            let corpora = libraries.corpora.list().map(\.entry.name)
            let nearest = NearestName.of(name, among: corpora)
            throw CommandError(
                .notFound, "kb.no-source", "There is no corpus, file or folder `\(name)`.",
                cause: "The current folder has none of that name; the corpora are: \(corpora.joined(separator: ", ")).",
                remedy: nearest.map { "Did you mean `\($0)`?" } ?? "Give the path of a file or folder, or a corpus.")
        }
        return (try .detect(url, columns: columns), path)
    }

    /// The embedder of a new base, fetched when it is not here.
    func embedderForNewBase(_ name: String?, quiet: Bool) async throws -> any Embedder {
        let name = try name ?? libraries.encoders.defaultName(.embedder)
        guard !name.contains("/") else {
            throw CommandError(
                .invalidInput, "kb.embedder-path",
                "A knowledge base names its embedder, it does not point to a folder.",
                cause: "\(name) would be lost as soon as the folder moves.",
                remedy: "Give the folder a name under `encoders:` in the catalogue.yaml of FORGE_HOME.")
        }
        try await fetch(encoder: name, quiet: quiet)
        return try await encoders.embedder(name)
    }

    /// Downloads an encoder of the catalogue that is not on this machine.
    func fetch(encoder name: String, quiet: Bool) async throws {
        guard !name.contains("/") else { return }
        let status = try libraries.encoders.info(name)
        guard !status.isInstalled else { return }
        do {
            try await libraries.encoders.pull(name, progress: PullMonitor(quiet: quiet).handler)
        } catch let error as CatalogueError {
            throw EncoderObstacle.unreachable(name, status.entry.kind, error, libraries.encoders)
        }
    }
}
