import ForgeCore

/// Reads a benchmark matrix: its own keys here, each cell as the experiment config that it is.
struct BenchMatrixReader {
    let loader: ConfigLoader
    private let root: ConfigNode
    private let source: String
    private var findings: [ConfigDiagnostic] = []
    private var warnings: [ConfigDiagnostic] = []

    init(root: ConfigNode, source: String, loader: ConfigLoader, additions: BenchMatrixAdditions) {
        self.root = root.adding(additions)
        self.source = source
        self.loader = loader
    }

    /// The plan, or everything that is wrong.
    mutating func read() -> (plan: BenchMatrixPlan?, findings: [ConfigDiagnostic]) {
        checkKeys()
        let repeats = integer("repeats") ?? 1
        let batch = integer("batch") ?? 16
        let methods = methods()
        let servings = servings(batch: batch)
        // What else there is was reported.
        let keys = ConfigSchema.experiment().map(\.key).filter { !BenchMatrixSchema.replaced.contains($0) }
        var base = ConfigNode(.mapping((root.mapping ?? []).filter { keys.contains($0.key) }), at: root.position)
        base = base.setting("tags", to: tagged(base))
        var plan = BenchMatrixPlan(
            name: root.entry("name")?.value.scalar?.text ?? "", summary: root.entry("description")?.value.scalar?.text,
            repeats: repeats, batch: batch, methods: methods.map(\.method), servings: [], cells: [], omissions: [],
            source: source, warnings: [])
        for serving in servings { add(serving, of: methods, on: base, to: &plan) }
        guard findings.isEmpty else {
            return (nil, Array(findings.sorted { $0.position < $1.position }.prefix(ConfigReport.limit)))
        }
        plan.cells = (1...repeats).flatMap { turn in plan.cells.map { $0.again(turn) } }
        plan.warnings = warnings
        return (plan, [])
    }

    // MARK: Cells

    private struct MethodNode {
        var method: BenchMatrixPlan.Method
        /// As experiments write it.
        var node: ConfigNode
    }

    private struct ServingNode {
        var label: String
        var style: ServingStyle?
        /// Keys that are laid over the config's `engine`.
        var engine: ConfigNode
        var concurrency: ConfigNode
        var isRemote: Bool { engine.entry("type") != nil }
    }

    private mutating func add(
        _ serving: ServingNode, of methods: [MethodNode], on base: ConfigNode, to plan: inout BenchMatrixPlan
    ) {
        var engine: EngineConfig?
        for method in methods {
            if serving.isRemote, method.method.adapter != nil {
                plan.omissions.append(
                    .init(
                        method: method.method.label, serving: serving.label,
                        reason: "an adapter cannot be sent to a server: serve the tuned model and measure it as a model"
                    ))
                continue
            }
            let label = "\(method.method.label)/\(serving.label)"
            let outcome = ConfigResolver(loader: loader).resolve(node(method, serving, base), labels: [label])
            findings += outcome.diagnostics.filter { !findings.contains($0) }
            warnings += outcome.warnings.filter { !warnings.contains($0) }
            guard let config = outcome.config else { continue }
            engine = config.engine
            plan.cells.append(
                .init(method: method.method.label, serving: serving.label, turn: 1, config: config))
        }
        guard let engine, let concurrency = serving.concurrency.scalar.flatMap({ Int($0.text) }) else { return }
        plan.servings.append(
            .init(label: serving.label, style: serving.style, concurrency: concurrency, engine: engine))
    }

    private func node(_ method: MethodNode, _ serving: ServingNode, _ base: ConfigNode) -> ConfigNode {
        var node = base.setting("method", to: method.node).setting("concurrency", to: serving.concurrency)
        let empty = ConfigNode(.mapping([]), at: serving.engine.position)
        let engine = serving.isRemote ? empty : base.entry("engine")?.value ?? empty
        node = node.setting("engine", to: engine.overlaid(with: serving.engine))
        guard let model = base.entry("model")?.value else { return node }
        var section = model.scalar == nil ? model : ConfigNode.section([("name", model)], at: model.position)
        // A server's file is its own business.
        if serving.isRemote { section = section.removing("original") }
        if let adapter = method.method.adapter {
            section = section.setting("adapter", to: ConfigNode.text(adapter, at: method.node.position))
        }
        return node.setting("model", to: section)
    }

    /// Cells are found again by their name, and by people by their tag.
    private func tagged(_ base: ConfigNode) -> ConfigNode {
        let tag = ConfigNode.text("matrix", at: root.position)
        guard let tags = base.entry("tags")?.value else { return ConfigNode(.list([tag]), at: root.position) }
        guard let list = tags.list, !list.contains(where: { $0.isSameValue(as: tag) }) else { return tags }
        return ConfigNode(.list(list + [tag]), at: tags.position)
    }
}

// MARK: The matrix's own keys

extension BenchMatrixReader {
    private mutating func checkKeys() {
        let known = BenchMatrixSchema.fields.map(\.key)
        for entry in root.mapping ?? [] where !known.contains(entry.key) {
            let isReplaced = BenchMatrixSchema.replaced.contains(entry.key)
            let reason =
                isReplaced
                ? "`\(entry.key)` is what the matrix varies: use `methods` and `serving`"
                : "unknown key `\(entry.key.clipped(to: 60))`"
            report(
                reason, at: entry.position, path: entry.key, allowed: isReplaced ? nil : known.joined(separator: ", "),
                suggestion: isReplaced ? nil : NearestName.of(entry.key, among: known), text: entry.key)
        }
        for key in ServingStyle.keys {
            guard let entry = root.entry("engine")?.value.entry(key) else { continue }
            report(
                "`engine.\(key)` is what the ways of serving set: leave it out, or write it in a section of `serving`",
                at: entry.position, path: "engine.\(key)", text: key)
        }
        if let name = root.entry("name")?.value, let text = name.scalar?.text, !BenchmarkShelf.isMatrixName(text) {
            report(
                "`name` becomes a file's name: use up to 60 letters, digits, -, _ and ., without .memory at the end",
                at: name.position, path: "name", text: text)
        }
    }

    /// An own key that holds a whole number; nil when it is absent or wrong, which is reported.
    private mutating func integer(_ key: String) -> Int? {
        guard let entry = root.entry(key), let field = BenchMatrixSchema.own.first(where: { $0.key == key }),
            case .integer(let range) = field.kind
        else { return nil }
        return integer(entry.value, in: range, path: key)
    }

    private mutating func integer(_ node: ConfigNode, in range: ClosedRange<Int>, path: String) -> Int? {
        guard let scalar = node.scalar, !scalar.isEmpty else {
            report("`\(path)` is \(node.kindName)", at: node.position, path: path, allowed: "a whole number")
            return nil
        }
        do throws(ScalarReader.Failure) {
            return try ScalarReader(scalar: scalar).integer(in: range).int
        } catch {
            report(
                "`\(path)`: \(node.kindName) \(error.reason)", at: node.position, path: path,
                allowed: ConfigField.Kind.integer(range).summary, text: scalar.text)
            return nil
        }
    }

    /// The items of a list of names and sections, each as a section; nothing when it is none, which is reported.
    private mutating func sections(_ key: String) -> [ConfigNode] {
        guard let entry = root.entry(key) else {
            report(
                "`\(key)` is missing", at: root.position, path: key,
                allowed: BenchMatrixSchema.own.first { $0.key == key }?.help)
            return []
        }
        guard let items = entry.value.list, !items.isEmpty else {
            report(
                "`\(key)` must be a list of names and sections", at: entry.value.position, path: key)
            return []
        }
        return items.enumerated().compactMap { index, item in
            if item.scalar != nil { return ConfigNode.section([("name", item)], at: item.position) }
            guard let name = item.entry("name")?.value.scalar, !name.isEmpty else {
                report("`\(key)[\(index)]` needs a `name`", at: item.position, path: "\(key)[\(index)]")
                return nil
            }
            return item
        }
    }

    private mutating func methods() -> [MethodNode] {
        var found: [MethodNode] = []
        for item in sections("methods") {
            let name = item.text("name") ?? ""
            let method = BenchMatrixPlan.Method(
                label: item.text("label") ?? name, name: name, adapter: item.text("adapter"))
            checkLabel(method.label, among: found.map(\.method.label), in: "methods", at: item.position)
            found.append(MethodNode(method: method, node: item.removing("label").removing("adapter")))
        }
        return found
    }

    private mutating func servings(batch: Int) -> [ServingNode] {
        let items =
            root.entry("serving") == nil
            ? ServingStyle.standard.map { ConfigNode.section([("name", .text($0.rawValue, at: root.position))]) }
            : sections("serving")
        var found: [ServingNode] = []
        for item in items {
            let label = item.text("name") ?? ""
            checkLabel(label, among: found.map(\.label), in: "serving", at: item.position)
            let style = ServingStyle(rawValue: label)
            let settings = item.removing("name").removing("concurrency")
            checkServing(label, style: style, settings: settings, at: item.position)
            let preset = ConfigNode.section(
                (style?.engine(batch: batch) ?? [("cold_start", "true")]).map {
                    ($0.key, ConfigNode(.scalar(.init(text: $0.value, isQuoted: false)), at: item.position))
                }, at: item.position)
            let engine =
                settings.entry("type") == nil ? preset.overlaid(with: settings) : settings
            let count = style?.concurrency(batch: batch) ?? batch
            found.append(
                ServingNode(
                    label: label, style: style, engine: engine,
                    concurrency: item.entry("concurrency")?.value
                        ?? ConfigNode(.scalar(.init(text: "\(count)", isQuoted: false)), at: item.position)))
        }
        return found
    }

    private mutating func checkServing(
        _ label: String, style: ServingStyle?, settings: ConfigNode, at position: ConfigPosition
    ) {
        if style == .remote, settings.entry("type") == nil {
            report(
                "`remote` needs a server: write {name: remote, type: llama-server, base_url: …}", at: position,
                path: "serving")
        }
        if style == nil, settings.mapping?.isEmpty ?? true {
            let names = ServingStyle.allCases.map(\.rawValue)
            report(
                "there is no way of serving `\(label.clipped(to: 60))`", at: position, path: "serving",
                allowed: names.joined(separator: ", ") + ", or a section with keys of `engine`",
                suggestion: NearestName.of(label, among: names), text: label)
        }
    }

    private mutating func checkLabel(
        _ label: String, among others: [String], in key: String, at position: ConfigPosition
    ) {
        if !BenchmarkShelf.isName(label) {
            report(
                "`\(label.clipped(to: 60))` cannot be a label in `\(key)`: use up to 60 letters, digits, -, _ and .",
                at: position, path: key)
        } else if others.contains(label) {
            let advice = key == "methods" ? "give one a `label`" : "give one another `name`"
            report("two of `\(key)` are called `\(label)`: \(advice)", at: position, path: key)
        }
    }

    private mutating func report(
        _ message: String, at position: ConfigPosition, path: String, allowed: String? = nil,
        suggestion: String? = nil, text: String = "-"
    ) {
        findings.append(
            ConfigDiagnostic(
                at: position, path: path, message, allowed: allowed, suggestion: suggestion,
                length: text.unicodeScalars.count))
    }
}

extension BenchMatrixPlan.Cell {
    /// The first turn has no number in its name, so that raising `repeats` keeps what is measured.
    fileprivate func again(_ turn: Int) -> Self {
        var cell = self
        cell.turn = turn
        if turn > 1 { cell.config.name += "/\(turn)" }
        return cell
    }
}

extension ConfigNode {
    fileprivate static func text(_ text: String, at position: ConfigPosition) -> ConfigNode {
        ConfigNode(.scalar(.init(text: text, isQuoted: true)), at: position)
    }

    fileprivate static func section(
        _ entries: [(String, ConfigNode)], at position: ConfigPosition = .start
    ) -> ConfigNode {
        ConfigNode(.mapping(entries.map { Entry(key: $0.0, position: position, value: $0.1) }), at: position)
    }

    fileprivate func text(_ key: String) -> String? {
        entry(key)?.value.scalar.flatMap { $0.isEmpty ? nil : $0.text }
    }

    /// The config with what the command line adds.
    fileprivate func adding(_ additions: BenchMatrixAdditions) -> ConfigNode {
        var node = self
        func add(_ entries: [(String, String?)], to key: String, standard: [String]) {
            let written = entries.compactMap { name, value in
                value.map { (name, ConfigNode.text($0, at: position)) }
            }
            let item = ConfigNode.section(written, at: position)
            let list = node.entry(key)?.value.list ?? standard.map { ConfigNode.text($0, at: position) }
            node = node.setting(key, to: ConfigNode(.list(list + [item]), at: position))
        }
        if let adapter = additions.adapter {
            add([("name", "naive"), ("label", "dpo"), ("adapter", adapter)], to: "methods", standard: [])
        }
        if let server = additions.server {
            add(
                [
                    ("name", ServingStyle.remote.rawValue), ("type", server.kind.rawValue),
                    ("base_url", server.baseURL), ("model", server.model), ("api_key_env", server.keyVariable),
                ], to: "serving", standard: ServingStyle.standard.map(\.rawValue))
        }
        return node
    }
}
