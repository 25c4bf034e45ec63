import ForgeCatalogue
import ForgeLab

/// An encoder as a row of the page of models shows it.
struct EncoderView: Sendable {
    static let section = "/models#encoders"

    let name: String
    let summary: String
    let kind: String
    let licence: String
    let size: String
    let isDefault: Bool
    let isInstalled: Bool
    let canPull: Bool
    let pullPath: String
    let source: String?
    /// Nil for one that is here, or was never asked for.
    let pull: PullView?

    init(_ status: EncoderStatus, pull state: PullState?) {
        name = status.entry.name
        summary = status.entry.summary
        kind = Self.word(status.entry.kind)
        licence = status.entry.licence
        size = status.entry.bytes.map(NumberText.bytes) ?? "–"
        isDefault = status.isDefault
        isInstalled = status.isInstalled
        source = status.source
        pullPath = "/encoders/\(PageLink.encoded(status.entry.name))/pull"
        let pull = state.map(PullView.init)
        self.pull = pull.flatMap { $0.isDone ? nil : $0 }
        canPull = !status.isInstalled && !(pull?.isRunning ?? false)
    }

    private static func word(_ kind: EncoderKind) -> String {
        switch kind {
        case .embedder: "embedder"
        case .reranker: "reranker"
        case .nli: "judge (NLI)"
        }
    }
}
