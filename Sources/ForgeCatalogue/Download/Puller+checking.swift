import ForgeCore
import Foundation

extension Puller {
    /// Refuses a file of the Hub before its download when what the Hub says of it does not fit.
    func requireWanted(_ metadata: HubMetadata, _ source: FileSource, _ file: String) throws {
        if let expected = source.bytes, let bytes = metadata.bytes, bytes != expected {
            throw CatalogueError.wrongSize(file, expected: expected, found: bytes, fate: .notFetched)
        }
        if let hash = metadata.sha256 { try requireHash(hash, source, file, fate: .notFetched) }
    }

    /// Compares the file with what the catalogue, the Hub or the first pull said of it. A wrong one is discarded if
    /// it is ours.
    func verified(_ delivery: Delivery, _ source: FileSource, _ file: String) throws -> Receipt {
        report(PullProgress(file: file, received: source.bytes ?? 0, total: source.bytes, phase: .verifying))
        let (digest, bytes) = try FileHashIndex(home: settings.home).sha256(of: delivery.url)
        let fate: CatalogueError.Fate = delivery.mayDiscard(digest) ? .discarded : .kept
        do {
            if let expected = source.bytes, expected != bytes {
                throw CatalogueError.wrongSize(file, expected: expected, found: bytes, fate: fate)
            }
            if let expected = delivery.hubHash, expected != digest {
                throw CatalogueError.wrongHash(file, expected: expected, found: digest, fate: fate)
            }
            try requireHash(digest, source, file, fate: fate)
        } catch let error as CatalogueError {
            if fate == .discarded { try delivery.discard() }
            throw error
        }
        return Receipt(
            source: delivery.source, bytes: bytes, sha256: digest, verified: verification(source, delivery),
            pulledAt: Timestamp.now(), ownsCache: delivery.ownsCache, note: source.note)
    }

    /// Compares a hash with the catalogue's, or where it has none with that of the first pull.
    private func requireHash(_ hash: String, _ source: FileSource, _ file: String, fate: CatalogueError.Fate) throws {
        if let expected = source.sha256 {
            guard hash == expected else {
                throw CatalogueError.wrongHash(file, expected: expected, found: hash, fate: fate)
            }
        } else if let pinned = pinned(source), pinned != hash {
            let pins = HashPins(home: settings.home).url.path(percentEncoded: false)
            throw CatalogueError.wrongHash(
                file, expected: "\(pinned) (that of the first pull)", found: hash, fate: fate,
                remedy: "The source has changed since. If that is right, delete its line in `\(pins)` and pull again.")
        }
    }

    private func pinned(_ source: FileSource) -> String? { HashPins(home: settings.home).hash(of: source.location) }

    private func verification(_ source: FileSource, _ delivery: Delivery) -> Receipt.Verification {
        if source.sha256 != nil { return .catalogue }
        if pinned(source) != nil { return .pinned }
        return delivery.hubHash != nil ? .hub : .firstPull
    }
}
