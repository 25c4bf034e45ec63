private import ForgeCore

/// What names and tags may be, wherever they are changed after an experiment was made.
enum ExperimentNaming {
    static let longestName = 120
    static let longestTag = 60
    static let mostTags = 50

    /// The name with a mark, cut where it would be too long.
    static func copy(of name: String) -> String {
        let mark = " (copy)"
        return name.prefix(longestName - mark.count) + mark
    }

    static func check(name: String?, tags: [String]?) throws {
        if let name, name.allSatisfy(\.isWhitespace) || name.count > longestName {
            throw LabError(
                .invalidInput, "experiment.name", "A name has 1 to \(longestName) characters.",
                remedy: "Choose another name.")
        }
        guard let tags else { return }
        if tags.count > mostTags || tags.contains(where: { $0.allSatisfy(\.isWhitespace) || $0.count > longestTag }) {
            throw LabError(
                .invalidInput, "experiment.tags",
                "At most \(mostTags) tags, each of 1 to \(longestTag) characters.", remedy: "Shorten the list.")
        }
    }
}
