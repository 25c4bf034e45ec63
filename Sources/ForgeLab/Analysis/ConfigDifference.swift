import ForgeCore

/// Which settings of some experiments differ: what a difference of results may come from.
enum ConfigDifference {
    /// What does not change the answers.
    private static let ignored: Set = ["name", "description", "tags", "metrics"]

    /// Key paths whose values are not the same everywhere, sorted.
    static func paths(_ configs: [JSONValue]) -> [String] {
        let members = configs.map { $0.object ?? [:] }
        let keys = Set(members.flatMap(\.keys)).subtracting(ignored)
        return keys.sorted().flatMap { key in paths(members.map { $0[key] ?? .null }, at: key) }
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
