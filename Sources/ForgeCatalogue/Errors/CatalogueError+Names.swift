import ForgeCore
import Foundation

extension CatalogueError {
    /// A name that no catalogue entry has, with the nearest ones.
    static func unknown(_ what: String, _ name: String, known: [String]) -> CatalogueError {
        let near = NearestName.candidates(for: name, among: known)
        let remedy =
            near.isEmpty
            ? "Known \(what == "corpus" ? "corpora" : what + "s"): \(known.sorted().joined(separator: ", "))."
            : "Did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"
        return CatalogueError(
            .notFound, "\(code(of: what)).unknown", "There is no \(what) named `\(name)`.", remedy: remedy)
    }

    static func notInstalled(_ what: String, _ name: String) -> CatalogueError {
        CatalogueError(
            .notFound, "\(code(of: what)).not-installed", "The \(what) `\(name)` is not on this machine yet.",
            remedy: "Run `forge \(command(of: what)) pull \(name)`.")
    }

    /// Nothing was pulled that could be removed.
    static func usedInPlace(_ what: String, _ name: String, _ place: URL) -> CatalogueError {
        CatalogueError(
            .conflict, "\(code(of: what)).in-place", "The \(what) `\(name)` was not pulled: it is used where it lies.",
            cause: place.path(percentEncoded: false),
            remedy: "Delete it there, or change its sources in the catalogue.yaml of FORGE_HOME.")
    }

    /// The command that pulls such things.
    static func command(of what: String) -> String {
        switch what {
        case "model": "models"
        case "encoder": "encoders"
        case "corpus": "corpora"
        default: "datasets"
        }
    }

    private static func code(of what: String) -> String { what.replacing(" ", with: "-") }
}
