import ForgeLab

/// Which of the server's addresses a report has, and under which name each is a file of it.
struct SiteMap {
    /// Ids of the experiments.
    let experiments: Set<String>
    /// Ids of each comparison.
    let comparisons: [[String]]
    /// So many questions of an experiment have pages of their own.
    let examples: Int

    /// Further parts of a comparison's list of questions (other pairs, cells and pages).
    private static let mostParts = 200
    /// Files of addresses whose query only the server understands, numbered as they are met.
    private var numbered: [String: String] = [:]
    private var counts: [String: Int] = [:]

    init(experiments: some Sequence<String>, comparisons: [[String]], examples: Int) {
        self.experiments = Set(experiments)
        self.comparisons = comparisons
        self.examples = examples
    }

    /// - Parameter address: path and query, without a fragment.
    /// - Returns: the path of a file below the report's folder; nil for what the report does not have.
    mutating func file(of address: String) -> String? {
        let parts = address.split(separator: "?", maxSplits: 1)
        let path = (parts.first ?? "").split(separator: "/").map(String.init)
        let values = FormValues(parts.count > 1 ? String(parts[1]) : "")
        switch path.first {
        case nil: return "index.html"
        case "assets": return path.contains("..") ? nil : path.joined(separator: "/")
        case "experiments": return path.count == 1 ? "index.html" : experiment(path, values)
        case "api": return export(path, values)
        case "compare": return comparison(path, values, address)
        default: return nil
        }
    }

    private mutating func experiment(_ path: [String], _ values: FormValues) -> String? {
        let id = path[1]
        guard experiments.contains(id) else { return nil }
        let folder = "experiments/\(id)"
        if path.count == 4, path[2] == "examples", let index = Int(path[3]) {
            return (0..<examples).contains(index) ? "\(folder)/examples/\(index + 1).html" : nil
        }
        guard path.count == 2 else { return nil }
        switch values["tab"].flatMap(ExperimentTab.init) ?? .overview {
        case .overview:
            let window = (values.int("from") ?? 0) / OutcomeGrid.size
            return window <= 0 ? "\(folder)/index.html" : "\(folder)/outcomes-\(window + 1).html"
        case .examples: return list(ExamplesAddress(id: id, values), in: folder)
        case .calls:
            guard let cursor = values["after"] else { return "\(folder)/calls.html" }
            return calls(after: cursor, in: folder)
        case .config: return "\(folder)/config.html"
        }
    }

    private func list(_ address: ExamplesAddress, in folder: String) -> String? {
        guard address.isPlain, (address.page - 1) * ExamplesAddress.pageSize < examples else { return nil }
        return address.page == 1 ? "\(folder)/examples.html" : "\(folder)/examples-\(address.page).html"
    }

    private mutating func calls(after cursor: String, in folder: String) -> String? {
        number("\(folder)/calls \(cursor)", "\(folder)/calls", most: examples / CallsTab.pageSize)
    }

    private func export(_ path: [String], _ values: FormValues) -> String? {
        guard path.count == 5, path[1] == "v1", path[2] == "experiments", path[4] == "export",
            experiments.contains(path[3]), let name = values["format"],
            let format = ExportFormats.all.first(where: { $0.name == name })
        else { return nil }
        return "experiments/\(path[3])/\(format.name).\(format.fileExtension)"
    }

    private mutating func comparison(_ path: [String], _ values: FormValues, _ address: String) -> String? {
        let query = CompareQuery(values)
        guard let index = comparisons.firstIndex(of: query.ids), !query.isChoosing, query.metric == nil,
            query.baseline == nil, query.alpha == nil
        else { return nil }
        let base = "compare/\(index + 1)"
        if path.count == 2 { return ["table.tex": "\(base).tex", "table.md": "\(base).md"][path[1]] }
        guard path.count == 1 else { return nil }
        if query.cell == nil, query.pair == nil, query.page == 1 { return "\(base).html" }
        guard (query.page - 1) * CompareExamples.size < examples else { return nil }
        return number(address, base, most: Self.mostParts)
    }

    private mutating func number(_ key: String, _ base: String, most: Int) -> String? {
        if let known = numbered[key] { return known }
        let count = counts[base, default: 1] + 1
        guard count <= most else { return nil }
        counts[base] = count
        numbered[key] = "\(base)-\(count).html"
        return numbered[key]
    }
}
