import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

/// A running local Hub with a temporary home.
struct HubFixture: Sendable {
    let state: HubServerState
    let port: Int
    let folder: URL

    var home: ForgeHome { ForgeHome(root: folder.appending(path: "home", directoryHint: .isDirectory)) }
    var cache: URL { folder.appending(path: "hub", directoryHint: .isDirectory) }

    func settings(token: String? = nil, isOffline: Bool = false, attempts: Int = 4) throws -> PullSettings {
        let address = try #require(URL(string: "http://127.0.0.1:\(port)"))
        return PullSettings(
            home: home,
            hub: HubSettings(
                endpoint: address, datasetsServer: address, token: token, cache: cache, isOffline: isOffline),
            retry: RetryPolicy(attempts: attempts, base: 0.01, ceiling: 0.05, longestRetryAfter: 5))
    }

    /// A library whose only model is this file of the Hub.
    func models(
        _ path: String = "acme/tiny/tiny.gguf", sha256: String? = nil, settings: PullSettings? = nil
    ) throws -> ModelLibrary {
        let parts = path.split(separator: "/", maxSplits: 2).map(String.init)
        let file = HubFile(repository: "\(parts[0])/\(parts[1])", path: parts[2])
        let entry = ModelEntry(
            name: "tiny", summary: "a test model", kind: .base, contextLength: 64, licence: "none",
            file: FileEntry(name: "tiny.gguf", sources: [FileSource(.hub(file), sha256: sha256)]))
        return ModelLibrary(
            catalogue: Catalogue(models: [entry], datasets: [], defaultModel: "tiny"),
            settings: try settings ?? self.settings())
    }

    /// A library whose only data set comes from the server, by its rows API when nothing else is said.
    func datasets(
        source: ForgeCatalogue.SourceLocation = .rows(
            HubRows(dataset: "acme/questions", config: "main", split: "test")),
        settings: PullSettings? = nil
    ) throws -> DatasetLibrary {
        let rows = FileSource(source)
        let entry = DatasetEntry(
            name: "questions", summary: "test rows", task: .openQuestion, format: .nqOpen, licence: "none",
            splits: [DatasetSplit(name: "test", file: FileEntry(name: "test.jsonl", sources: [rows]))])
        return DatasetLibrary(
            catalogue: Catalogue(models: [], datasets: [entry], defaultModel: ""),
            settings: try settings ?? self.settings())
    }
}
