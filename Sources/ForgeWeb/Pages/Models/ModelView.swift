import ForgeCatalogue
import ForgeCore
import ForgeLab

/// A model as its row and its own page show it.
struct ModelView: Sendable {
    struct Source: Sendable {
        let place: String
        let size: String
        let hash: String
        let note: String?
    }

    let name: String
    let path: String
    let summary: String
    let kind: String
    let context: String
    let licence: String
    let size: String
    let isSizeKnown: Bool
    let isDefault: Bool
    let isInstalled: Bool
    let canPull: Bool
    let hash: String?
    let shortHash: String?
    /// As the receipt says it was checked.
    let verified: String?
    let source: String?
    let pulledAt: String?
    let tuned: String?
    let tunedAt: String?
    let file: String
    let sources: [Source]
    let pull: PullView?
    let isPulling: Bool
    let experiments: String
    let new: String

    init(_ status: ModelStatus, pull state: PullState?) {
        let entry = status.entry
        name = entry.name
        path = PageLink.model(entry.name)
        summary = entry.summary
        kind = entry.kind == .chat ? "chat" : "base"
        context = NumberText.count(entry.contextLength)
        licence = entry.licence
        size = status.bytes.map(NumberText.bytes) ?? "–"
        isSizeKnown = status.bytes != nil
        isDefault = status.isDefault
        isInstalled = status.isInstalled
        let pull = state.map(PullView.init)
        // What was pulled before and is here needs no word.
        self.pull = pull.flatMap { $0.isDone ? nil : $0 }
        isPulling = pull?.isRunning ?? false
        canPull = !status.isInstalled && !isPulling
        hash = status.receipt?.sha256 ?? entry.file.sha256
        shortHash = hash.map { String($0.prefix(8)) }
        verified = status.receipt.map { Self.verified($0.verified) }
        source = status.receipt?.source
        pulledAt = status.receipt.map { String(Timestamp.text(of: $0.pulledAt).prefix(10)) }
        tuned = status.tuned.map { "\($0.format) (\($0.file))" }
        tunedAt = status.tuned.map { String(Timestamp.text(of: $0.tunedAt).prefix(10)) }
        file = entry.file.name
        sources = entry.file.sources.map {
            Source(
                place: $0.location.description, size: $0.bytes.map(NumberText.bytes) ?? "–", hash: $0.hashStatement,
                note: $0.note)
        }
        experiments = PageLink.to("/experiments", [("model", entry.name)])
        new = PageLink.to("/experiments/new", [("model", entry.name)])
    }

    static func verified(_ verification: Receipt.Verification) -> String {
        switch verification {
        case .catalogue: "equal to the catalogue's"
        case .hub: "equal to the Hub's"
        case .pinned: "equal to that of the first pull"
        case .firstPull: "taken at the first pull"
        }
    }
}
