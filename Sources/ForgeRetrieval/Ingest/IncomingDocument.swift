/// A document on its way into the base.
struct IncomingDocument: Sendable {
    var document: SourceDocument
    var place: String
    /// The source's label.
    var source: String
    var hash: String
}

/// What becomes of it.
enum IngestDecision: Sendable, Hashable {
    case add
    case replace(key: Int)
    case keep(key: Int)
    /// Another document, seen in this ingest, has the same content; an older version under this id goes.
    case duplicate(of: String, removing: Int?)
    case idTaken(by: String)
    /// A document that this ingest has not met yet has the same content or id: decided when all have been read.
    case wait
}

/// What the base knows that matters to a batch of documents.
struct KnownDocuments: Sendable {
    struct Document: Sendable, Hashable {
        var key: Int
        var id: String
        var hash: String
        var source: String
        /// In this ingest.
        var isSeen: Bool
    }

    /// Documents that will be decided later: what the base has under their ids is on its way out.
    var waiting: Set<String> = []
    /// Labels of the sources of this ingest.
    var sources: Set<String> = []
    /// Documents take the place of those that have their ids from other sources.
    var replaces = false
    private var byID: [String: Document] = [:]
    private var byHash: [String: [Document]] = [:]

    init(_ documents: some Sequence<Document>) {
        for document in documents { learn(document) }
    }

    private mutating func learn(_ document: Document) {
        byID[document.id] = document
        byHash[document.hash, default: []].removeAll { $0.id == document.id }
        byHash[document.hash, default: []].append(document)
    }

    /// Decides, and takes the decision into account for the documents that follow.
    ///
    /// - Parameter isLast: all documents have been read, so nothing is waited for.
    mutating func decide(_ incoming: IncomingDocument, isLast: Bool, removesVanished: Bool) -> IngestDecision {
        let id = incoming.document.id
        let known = byID[id]
        let twins = (byHash[incoming.hash] ?? []).filter { $0.id != id && !waiting.contains($0.id) }
        if let known, known.isSeen {
            return known.hash == incoming.hash ? .duplicate(of: id, removing: nil) : .idTaken(by: known.source)
        }
        if let known, known.source != incoming.source, known.hash != incoming.hash {
            guard removesVanished || replaces else { return .idTaken(by: known.source) }
            // Its own source may still bring it; if not, this one takes its place.
            if !isLast, sources.contains(known.source) { return .wait }
        }
        if let twin = twins.first(where: \.isSeen) { return .duplicate(of: twin.id, removing: known?.key) }
        if let known, known.hash == incoming.hash {
            see(incoming, key: known.key)
            return .keep(key: known.key)
        }
        if let twin = twins.first {
            if !isLast { return .wait }
            // Not met: it stays only if vanished documents stay.
            if !removesVanished { return .duplicate(of: twin.id, removing: known?.key) }
        }
        see(incoming, key: known?.key ?? 0)
        return known.map { .replace(key: $0.key) } ?? .add
    }

    private mutating func see(_ incoming: IncomingDocument, key: Int) {
        if let old = byID[incoming.document.id] { byHash[old.hash]?.removeAll { $0.id == old.id } }
        learn(
            Document(
                key: key, id: incoming.document.id, hash: incoming.hash, source: incoming.source, isSeen: true))
    }
}
