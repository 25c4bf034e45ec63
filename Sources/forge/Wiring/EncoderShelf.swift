import Dispatch
import ForgeCatalogue
import ForgeCore
import ForgeNetworks
import Foundation

/// The encoders of this process: each is loaded at its first use, once, and shared.
actor EncoderShelf {
    private let library: EncoderLibrary
    private var embedders = Shelf<any Embedder>()
    private var rerankers = Shelf<any Reranker>()
    private var judges = Shelf<any EntailmentJudge>()

    init(library: EncoderLibrary) { self.library = library }

    /// - Parameter name: of the catalogue, the path of a folder, or nil for the catalogue's default.
    /// - Throws: not found with a remedy when it is not on this machine, or what is wrong with its files.
    func embedder(_ name: String? = nil) async throws -> any Embedder {
        let encoder = try installed(name, .embedder)
        return try await embedders.loading(encoder) { try $0.embedder() }.value
    }

    func reranker(_ name: String? = nil) async throws -> any Reranker {
        let encoder = try installed(name, .reranker)
        return try await rerankers.loading(encoder) { try $0.reranker() }.value
    }

    func judge(_ name: String? = nil) async throws -> any EntailmentJudge {
        let encoder = try installed(name, .nli)
        return try await judges.loading(encoder) { try $0.entailmentJudge() }.value
    }

    private func installed(_ name: String?, _ kind: EncoderKind) throws -> InstalledEncoder {
        let wanted = try name ?? library.defaultName(kind)
        do {
            return try library.resolve(wanted, kind: kind)
        } catch let error as CatalogueError where error.code == "encoder.not-installed" {
            throw EncoderObstacle.notHere(wanted, kind, isDefault: name == nil, library)
        }
    }
}

/// Loaded encoders of one kind by their folder and weights.
private struct Shelf<Item: Sendable> {
    private struct Key: Hashable {
        var folder: String
        var sha256: String
    }

    private var begun: [Key: Task<Item, any Error>] = [:]

    /// Callers that ask while it loads wait for the same one. A task of its own, because it outlives the caller that
    /// happened to ask first.
    mutating func loading(
        _ encoder: InstalledEncoder, _ make: @escaping @Sendable (EncoderFolder) throws -> Item
    ) -> Task<Item, any Error> {
        let key = Key(folder: encoder.folder.path, sha256: encoder.sha256)
        let task = begun[key] ?? Task { try await Self.load(encoder, make) }
        begun[key] = task
        return task
    }

    /// Reading and packing weights takes up to seconds: on a queue, never on the threads that tasks share.
    private static func load(
        _ encoder: InstalledEncoder, _ make: @escaping @Sendable (EncoderFolder) throws -> Item
    ) async throws -> Item {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let options = EncoderOptions(name: encoder.name, sha256: encoder.sha256)
                        return try make(EncoderFolder(at: encoder.folder, options: options))
                    })
            }
        }
    }
}
