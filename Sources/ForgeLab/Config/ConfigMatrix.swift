import ForgeCore

/// The `matrix:` of a config: key paths with lists of values, multiplied out.
///
/// Order: the first axis varies slowest. A value of a section axis (`dataset`, `model`, `generation`, `engine`) is laid
/// over the section of the base config; a value of `method` replaces it whole, for options belong to their method.
struct ConfigMatrix {
    struct Axis {
        var path: [String]
        var position: ConfigPosition
        var values: [ConfigNode]

        var key: String { path.joined(separator: ".") }
    }

    struct Combination {
        var root: ConfigNode
        /// One readable part per axis (`cot`, `seed=7`).
        var labels: [String]
    }

    static let limit = 500
    /// What an experiment is called or found by does not vary.
    static let experimentRoots = ["method", "model", "dataset", "seed", "generation", "engine", "concurrency"]

    /// Keys of the config that may vary, or whose own keys may.
    private let roots: [String]
    private(set) var axes: [Axis] = []
    private(set) var diagnostics: [ConfigDiagnostic] = []
    private let base: ConfigNode

    init(root: ConfigNode, roots: [String] = experimentRoots) {
        self.roots = roots
        base = root.removing("matrix")
        guard let matrix = root.entry("matrix") else { return }
        guard let entries = matrix.value.mapping, !entries.isEmpty else {
            report(
                "`matrix` must be a section of key paths with lists, such as `method: [naive, cot]`",
                at: matrix.position,
                length: 6)
            return
        }
        for entry in entries { read(entry) }
        checkCount(at: matrix.position)
    }

    /// All combinations, or one without labels when there is no matrix.
    func combinations() -> [Combination] {
        let labels = axes.map { MatrixLabels.labels(for: $0, among: axes) }
        var results = [(values: [ConfigNode], labels: [String])]()
        results.append(([], []))
        for (axis, names) in zip(axes, labels) {
            results = results.flatMap { result in
                zip(axis.values, names).map { (result.values + [$0], result.labels + [$1]) }
            }
        }
        return results.map { Combination(root: applied($0.values), labels: $0.labels) }
    }

    /// Shorter paths first, so that `method.shots` sets an option of the method that the axis `method` chose.
    private func applied(_ values: [ConfigNode]) -> ConfigNode {
        zip(axes, values).sorted { $0.0.path.count < $1.0.path.count }
            .reduce(base) { Self.set($1.1, at: $1.0.path[...], in: $0) }
    }

    private static func set(_ value: ConfigNode, at path: ArraySlice<String>, in node: ConfigNode) -> ConfigNode {
        guard let key = path.first else { return node }
        let old = node.entry(key)?.value
        guard path.count > 1 else {
            return node.setting(key, to: key == "method" ? value : merged(value, over: old))
        }
        return node.setting(key, to: set(value, at: path.dropFirst(), in: section(old, at: value.position)))
    }

    /// `dataset: [nq-open, boolq]` keeps the `n` of the base's section.
    private static func merged(_ value: ConfigNode, over old: ConfigNode?) -> ConfigNode {
        guard let old, old.mapping != nil else { return value }
        let isName = value.scalar.map { !$0.isEmpty } ?? false
        return isName || value.mapping != nil ? old.overlaid(with: section(value, at: value.position)) : value
    }

    /// A section as a mapping, also when written as a bare name.
    private static func section(_ node: ConfigNode?, at position: ConfigPosition) -> ConfigNode {
        guard let node else { return ConfigNode(.mapping([]), at: position) }
        guard node.scalar != nil else { return node }
        return ConfigNode(.mapping([.init(key: "name", position: node.position, value: node)]), at: node.position)
    }
}

// MARK: Reading

extension ConfigMatrix {
    private mutating func read(_ entry: ConfigNode.Entry) {
        let path = entry.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let first = path.first, roots.contains(first), path.count <= 3, !path.contains("") else {
            diagnostics.append(
                ConfigDiagnostic(
                    at: entry.position, path: "matrix.\(entry.key)",
                    "`\(entry.key.clipped(to: 60))` cannot be a matrix axis",
                    allowed: roots.joined(separator: ", ") + " and their keys, such as \(example)",
                    suggestion: NearestName.of(path.first ?? "", among: roots),
                    length: entry.key.unicodeScalars.count))
            return
        }
        guard let values = entry.value.list, !values.isEmpty else {
            let hint =
                entry.value.mapping == nil ? "`\(entry.key): [a, b]`" : "a dotted path, `\(entry.key).key: [a, b]`"
            report(
                "`matrix.\(entry.key)` must be a list with at least one value: write \(hint)", at: entry.value.position)
            return
        }
        // A longer list is refused for its length.
        for (index, value) in values.prefix(Self.limit).enumerated()
        where values[..<index].contains(where: { $0.isSameValue(as: value) }) {
            report("`matrix.\(entry.key)` holds \(value.kindName) twice", at: value.position)
        }
        if let place = fixedPlace(of: path) {
            report(
                "`\(entry.key)` stands in `matrix` and on line \(place.line): keep one", at: entry.position,
                length: entry.key.unicodeScalars.count)
        }
        axes.append(Axis(path: path, position: entry.position, values: values))
    }

    private var example: String { roots.contains("loss") ? "loss.beta" : "generation.temperature" }

    /// Where the base config already fixes what the axis varies; nil when it does not.
    private func fixedPlace(of path: [String]) -> ConfigPosition? {
        var node = base
        for (depth, key) in path.enumerated() {
            guard let entry = node.entry(key) else { return nil }
            let isLast = depth == path.count - 1
            if isLast, key == "method" || entry.value.mapping == nil { return entry.position }
            node = entry.value
        }
        return nil
    }

    private mutating func checkCount(at position: ConfigPosition) {
        var count = 1
        for axis in axes {
            let (product, overflow) = count.multipliedReportingOverflow(by: axis.values.count)
            count = overflow ? .max : product
        }
        guard count > Self.limit else { return }
        report("`matrix` makes \(count) experiments; at most \(Self.limit) are allowed", at: position, length: 6)
        axes = []
    }

    private mutating func report(_ message: String, at position: ConfigPosition, length: Int = 1) {
        diagnostics.append(ConfigDiagnostic(at: position, path: "matrix", message, length: length))
    }
}
