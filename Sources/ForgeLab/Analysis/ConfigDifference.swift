import ForgeCore

/// Which settings of some experiments differ: what a difference of results may come from.
enum ConfigDifference {
    /// What does not change the answers.
    private static let ignored: Set = ["name", "description", "tags", "metrics"]

    /// Key paths whose values are not the same everywhere, sorted.
    ///
    /// Other weights under the same model name (a tuned variant) and other prompts under the same method count too.
    static func paths(_ experiments: [Experiment]) -> [String] {
        let members = experiments.map { $0.config.object ?? [:] }
        let keys = Set(members.flatMap(\.keys)).subtracting(ignored)
        let shown = keys.sorted().flatMap { key in paths(members.map { $0[key] ?? .null }, at: key) }
        let hidden = [
            ("model", "model weights", experiments.map { $0.provenance["engine"]?["modelSHA256"] }),
            ("method", "prompts", experiments.map { $0.provenance["promptTemplateHash"] }),
        ]
        return shown
            + hidden.compactMap { section, name, hashes in
                Set(hashes).count > 1 && !shown.contains { $0.hasPrefix(section) } ? name : nil
            }
    }

    private static func paths(_ values: [JSONValue], at path: String) -> [String] {
        guard Set(values).count > 1 else { return [] }
        let members = values.map { $0.object ?? [:] }
        // Options of two methods differ as a whole: naming the method says it.
        if Set(members.map { $0["name"] }).count > 1 { return [path] }
        let keys = Set(members.flatMap(\.keys))
        guard !keys.isEmpty, values.allSatisfy({ $0.object != nil || $0 == .null }) else { return [path] }
        return keys.sorted().flatMap { key in paths(members.map { $0[key] ?? .null }, at: "\(path).\(key)") }
    }
}
