import ForgeCatalogue
import ForgeCore

/// Errors of encoders that cannot be had: which one was wanted, which others are here, and how to name one of them.
enum EncoderObstacle {
    static func notHere(
        _ name: String, _ kind: EncoderKind, isDefault: Bool, _ library: EncoderLibrary
    ) -> CommandError {
        CommandError(
            .notFound, "encoder.not-installed",
            "The \(word(kind)) `\(name)`\(isDefault ? ", the catalogue's default," : "") is not on this machine yet.",
            cause: alternatives(name, kind, library),
            remedy: "Run `forge encoders pull \(name)`\(choice(kind)).")
    }

    /// A pull that failed.
    static func unreachable(
        _ name: String, _ kind: EncoderKind, _ error: any ForgeError, _ library: EncoderLibrary
    ) -> CommandError {
        let cause = [error.message, error.cause, alternatives(name, kind, library)].compactMap(\.self)
        return CommandError(
            error.kind, error.code, "The \(word(kind)) `\(name)` is not on this machine and cannot be fetched.",
            cause: cause.map(sentence).joined(separator: " "),
            remedy: sentence(error.remedy ?? "Try again with a network.")
                + " The command for it is `forge encoders pull \(name)`\(choice(kind)).")
    }

    private static func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }

    private static func alternatives(_ name: String, _ kind: EncoderKind, _ library: EncoderLibrary) -> String? {
        // The vectors of a base are of one embedder: no other will do.
        guard kind != .embedder else { return nil }
        let here = library.list().filter { $0.entry.kind == kind && $0.isInstalled && $0.entry.name != name }
        return here.isEmpty
            ? "No other \(word(kind)) is here."
            : "Here are: \(here.map(\.entry.name).sorted().joined(separator: ", "))."
    }

    private static func choice(_ kind: EncoderKind) -> String {
        switch kind {
        case .embedder: ""
        case .reranker: "; or name another: --reranker NAME (in a config: reranker of the method)"
        case .nli: "; or name another: faithfulness: {nli: NAME} in the config"
        }
    }

    private static func word(_ kind: EncoderKind) -> String {
        switch kind {
        case .embedder: "embedder"
        case .reranker: "reranker"
        case .nli: "NLI model"
        }
    }
}
