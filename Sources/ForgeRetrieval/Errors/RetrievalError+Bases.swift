import ForgeCore
import Foundation

// MARK: - Knowledge bases by name

extension RetrievalError {
    static func badName(_ name: String) -> RetrievalError {
        RetrievalError(
            .invalidInput, "knowledge.bad-name", "`\(name.prefix(120))` cannot be the name of a knowledge base.",
            cause:
                "A name has up to 100 lower-case letters, digits, `-`, `_` and `.`, and begins with a letter or digit.",
            remedy: "Choose a name such as `wikipedia` or `papers-2024`.")
    }

    static func unknownBase(_ name: String, known: [String]) -> RetrievalError {
        let nearest = NearestName.of(name, among: known)
        return RetrievalError(
            .notFound, "knowledge.not-found", "There is no knowledge base `\(name)`.",
            cause: known.isEmpty ? nil : "There are: \(known.prefix(20).joined(separator: ", ")).",
            remedy: nearest.map { "Did you mean `\($0)`?" }
                ?? "`forge kb create` makes one; `forge kb list` lists them.")
    }

    static func baseExists(_ name: String) -> RetrievalError {
        RetrievalError(
            .conflict, "knowledge.exists", "A knowledge base `\(name)` exists already.",
            remedy: "Ingest into it, delete it, or choose another name.")
    }

    static func noQdrantAddress(_ name: String) -> RetrievalError {
        RetrievalError(
            .invalidInput, "knowledge.no-qdrant", "The vectors of the knowledge base `\(name)` are in Qdrant.",
            cause: "QDRANT_URL is not set.",
            remedy: "Set QDRANT_URL (and QDRANT_API_KEY) as when it was made.")
    }

    /// A base cannot be deleted with its vectors.
    static func vectorsStay(_ name: String, _ error: RetrievalError) -> RetrievalError {
        RetrievalError(
            error.kind, error.code, error.message, cause: error.cause,
            remedy: [
                error.remedy,
                "To delete the knowledge base alone: forge kb delete \(name) --yes --leave-vectors",
            ].compactMap(\.self).joined(separator: " "))
    }

    static let wouldEmptyBase = "knowledge.would-empty"

    static func wouldEmpty(_ name: String, documents: Int) -> RetrievalError {
        RetrievalError(
            .invalidInput, wouldEmptyBase,
            "Nothing was removed from the knowledge base `\(name)`: all of it would have gone.",
            cause: "The sources have no document that could be taken in; the base has "
                + "\(documents == 1 ? "1 document" : "\(documents) documents").",
            remedy: "Check that the sources are the right ones; --allow-empty removes everything all the same.")
    }

    static func busy(_ name: String) -> RetrievalError {
        RetrievalError(
            .conflict, "knowledge.busy", "Another process is writing to the knowledge base `\(name)`.",
            cause: "One writer at a time; searching goes on meanwhile.",
            remedy: "Wait until its ingest has ended, or stop it: what it stored is kept.")
    }

    static func otherEmbedder(_ name: String, has: EncoderInfo, given: EncoderInfo) -> RetrievalError {
        RetrievalError(
            .conflict, "knowledge.other-embedder",
            "The knowledge base `\(name)` belongs to the embedder `\(has.name)`, not to `\(given.name)`.",
            cause: "Its vectors were made by the weights \(has.sha256.prefix(12)) with \(has.dimension) numbers each; "
                + "these are \(given.sha256.prefix(12)) with \(given.dimension).",
            remedy: "Use `\(has.name)`, or make another knowledge base for `\(given.name)`.")
    }

    static func needsEmbedder(_ name: String, _ has: EncoderInfo) -> RetrievalError {
        RetrievalError(
            .invalidInput, "knowledge.needs-embedder",
            "The knowledge base `\(name)` needs its embedder `\(has.name)` for this.",
            remedy: "Load `\(has.name)` (`forge encoders pull \(has.name)`).")
    }

    static func noVectors(_ name: String, _ method: RetrievalMethod) -> RetrievalError {
        RetrievalError(
            .invalidInput, "knowledge.no-vectors",
            "The knowledge base `\(name)` has no vectors, which `\(method.rawValue)` needs.",
            cause: "It was made without an embedder.",
            remedy: "Search by `bm25`, or make a knowledge base with an embedder.")
    }

    static func noReranker(_ name: String) -> RetrievalError {
        RetrievalError(
            .invalidInput, "knowledge.no-reranker", "Searching `\(name)` by `reranked` needs a reranker.",
            remedy: "Name one, or search by `hybrid`.")
    }

    static func invalid(_ what: String, cause: String? = nil, remedy: String? = nil) -> RetrievalError {
        RetrievalError(.invalidInput, "knowledge.invalid", what, cause: cause, remedy: remedy)
    }
}
