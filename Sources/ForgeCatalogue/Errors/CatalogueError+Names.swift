import ForgeCore

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
