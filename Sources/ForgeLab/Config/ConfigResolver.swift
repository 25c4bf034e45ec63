import ForgeCore

/// One combination of the matrix: checked against the schema, then against what exists, then made an `ExperimentConfig`.
struct ConfigResolver {
    let loader: ConfigLoader
    private var root = ConfigNode(.mapping([]))
    private var findings: [ConfigDiagnostic] = []
    private var warnings: [ConfigDiagnostic] = []

    init(loader: ConfigLoader) { self.loader = loader }

    /// The config when nothing is wrong, what is wrong, and what is only odd.
    typealias Outcome = (config: ExperimentConfig?, diagnostics: [ConfigDiagnostic], warnings: [ConfigDiagnostic])

    func resolve(_ root: ConfigNode, labels: [String]) -> Outcome {
        var copy = self
        copy.root = root
        return copy.run(labels)
    }

    private mutating func run(_ labels: [String]) -> Outcome {
        let method = chosenMethod()
        let fields = ConfigSchema.experiment(method: method)
        var validator = ConfigValidator(root: fields, acceptsPaths: loader.acceptsPaths)
        // The options of an unknown method cannot be judged.
        let values = validator.section(method == nil ? withBareMethod() : root, fields: fields, path: "")
        findings += validator.diagnostics
        checkName()
        checkWords("tags")
        checkMetrics(values)
        checkNames(values)
        checkFile(values)
        checkAdapterPath()
        let server = ServerRules(root: root, values: values, loader: loader)
        findings += server.findings.prefix(max(0, ConfigReport.limit - findings.count))
        guard findings.isEmpty, let config = ExperimentConfig(values: values, labels: labels) else {
            return (nil, findings, [])
        }
        if let node = nameNode("method"), let problem = loader.checkMethod(config.method) {
            report(problem, node, "method")
        }
        checkAdapter(of: config)
        checkLookups(of: config)
        checkBatches(of: config)
        return findings.isEmpty ? (config, [], warnings) : (nil, findings, [])
    }

    /// The method that the config names; reported when there is none of that name.
    private mutating func chosenMethod() -> MethodSchema? {
        guard let name = nameNode("method"), let scalar = name.scalar, !scalar.isEmpty else { return nil }
        if let method = loader.methods.first(where: { $0.name == scalar.text }) { return method }
        report(unknown: "method", name, .unknown(known: loader.methods.map(\.name)))
        return nil
    }

    private func withBareMethod() -> ConfigNode {
        guard root.entry("method")?.value.mapping != nil, let name = nameNode("method") else { return root }
        return root.setting("method", to: name)
    }

    /// The node that holds a section's name, in its short or long form.
    private func nameNode(_ section: String) -> ConfigNode? {
        guard let value = root.entry(section)?.value else { return nil }
        return value.scalar == nil ? value.entry("name")?.value : value
    }

    private mutating func report(
        unknown kind: String, _ node: ConfigNode, _ verdict: NameCheck.Verdict, path: String? = nil
    ) {
        let path = path ?? kind
        guard findings.count < ConfigReport.limit else { return }
        let text = node.scalar?.text ?? ""
        let length = text.unicodeScalars.count
        switch verdict {
        case .known: return
        case .refused(let reason):
            findings.append(ConfigDiagnostic(at: node.position, path: path, "`\(text)` \(reason)", length: length))
        case .unknown(let names):
            findings.append(
                ConfigDiagnostic(
                    at: node.position, path: path, "there is no \(kind) `\(text.clipped(to: 80))`",
                    allowed: names.isEmpty ? nothing(of: kind) : names.joined(separator: ", "),
                    suggestion: NearestName.of(text, among: names), length: length))
        }
    }
}

// MARK: What the schema cannot say

extension ConfigResolver {
    private mutating func checkName() {
        guard let node = root.entry("name")?.value, let text = node.scalar?.text else { return }
        if text.count > 120 { report("`name` is longer than 120 characters", node, "name") }
        if text.unicodeScalars.contains(where: { !SourceText.isPrintable($0) || $0 == "\t" }) {
            report("`name` must be one line of printable characters", node, "name")
        }
        if !text.isEmpty, text.allSatisfy(\.isWhitespace) { report("`name` is blank", node, "name") }
    }

    private mutating func checkWords(_ key: String) {
        var seen: Set<String> = []
        for (index, item) in (root.entry(key)?.value.list ?? []).enumerated() {
            guard let text = item.scalar?.text, !seen.insert(text).inserted else { continue }
            report("`\(key)` holds \(item.kindName) twice", item, "\(key)[\(index)]")
        }
    }

    private mutating func checkMetrics(_ values: [String: JSONValue]) {
        checkWords("metrics")
        guard !loader.metrics.isEmpty, values["metrics"]?.array != nil else { return }
        for item in root.entry("metrics")?.value.list ?? [] {
            guard let name = item.scalar?.text, !loader.metrics.contains(name), RetrievalMetric(named: name) == nil
            else { continue }
            report(unknown: "metric", item, .unknown(known: loader.metrics))
        }
    }

    private mutating func checkNames(_ values: [String: JSONValue]) {
        // What a server serves is asked when the experiment runs.
        if values["engine"]?["type"]?.string == ConfigSchema.localEngine, let name = values["model"]?["name"]?.string,
            let node = nameNode("model")
        {
            report(unknown: "model", node, loader.checkModel.verdict(name))
        }
        if !hasOwnFile, let name = values["dataset"]?["name"]?.string, let node = nameNode("dataset") {
            report(unknown: "dataset", node, loader.checkDataset.verdict(name))
        }
        let bases = loader.knowledge.map { NameCheck.among($0.map(\.name)) } ?? .anything
        checkName(in: "method", "knowledge_base", as: "knowledge base", bases)
        checkName(in: "method", "reranker", as: "reranker", loader.checkEncoder("reranker"))
        checkName(in: "faithfulness", "nli", as: "NLI model", loader.checkEncoder("nli"))
    }

    private mutating func checkName(in section: String, _ key: String, as kind: String, _ check: NameCheck) {
        guard let node = root.entry(section)?.value.entry(key)?.value, let name = node.scalar?.text, !name.isEmpty
        else { return }
        report(unknown: kind, node, check.verdict(name), path: "\(section).\(key)")
    }

    /// Whether the adapter is there and belongs to the model.
    private mutating func checkAdapter(of config: ExperimentConfig) {
        guard config.model.adapter != nil, let section = root.entry("model")?.value,
            let problem = loader.checkAdapter(config.model)
        else { return }
        report(problem, section.entry("adapter")?.value ?? section, "model.adapter")
    }

    /// Configs from elsewhere may name trainings, but no files.
    private mutating func checkAdapterPath() {
        guard !loader.acceptsPaths, let node = root.entry("model")?.value.entry("adapter")?.value,
            let adapter = node.scalar?.text, !AdapterFinder.isName(adapter)
        else { return }
        report("`model.adapter`: \(ConfigValidator.noPaths)", node, "model.adapter")
    }

    /// Whether the method finds anything in the base that it names.
    private mutating func checkLookups(of config: ExperimentConfig) {
        // Options that contradict one another are reported when the experiment is made.
        guard let lookup = try? Methods.make(config.method).retrieval,
            let state = loader.knowledge?.first(where: { $0.name == lookup.knowledgeBase }),
            let section = root.entry("method")?.value
        else { return }
        let (key, node) =
            section.entry("retrieval").map { ("retrieval", $0.value) }
            ?? ("knowledge_base", section.entry("knowledge_base")?.value ?? section)
        if let problem = state.problem(for: lookup.method) {
            let advice = problem.remedy.map { "; \($0)" } ?? ""
            report("\(problem.reason)\(advice)", node, "method.\(key)")
        } else if let warning = state.warning(for: lookup.method) {
            warnings.append(diagnostic(warning, node, "method.\(key)"))
        }
    }

    /// Batches that cannot be filled, or are none.
    private mutating func checkBatches(of config: ExperimentConfig) {
        let engine = config.engine
        guard
            let node = root.entry("engine")?.value.entry("batch")?.value
                ?? root.entry("engine")?.value.entry("batching")?.value
        else { return }
        if engine.batching == .sequential, let batch = engine.batch, batch > 1 {
            report(
                "`engine.batch` is \(batch), but `engine.batching` is sequential: leave it out", node, "engine.batch")
        }
        let limit = engine.batch ?? engine.batching?.defaultLimit ?? 1
        if engine.batching == .static, config.concurrency < limit {
            let message =
                "batches of \(limit) are not filled by \(config.concurrency) samples in flight; raise `concurrency`"
            warnings.append(diagnostic(message, node, "engine.batch"))
        }
    }

    /// Asked of the text, because a path that is refused leaves no value.
    private var hasOwnFile: Bool { root.entry("dataset")?.value.entry("path") != nil }

    private mutating func checkFile(_ values: [String: JSONValue]) {
        let dataset = values["dataset"]
        if hasOwnFile, let node = nameNode("dataset"), let name = dataset?["name"]?.string {
            // It becomes part of a file's name.
            if !name.isEmpty && !FileName.isPlain(name) {
                report("`dataset.name` may hold up to 60 letters, digits, -, _ and .", node, "dataset.name")
            }
        }
        checkOwnFile(dataset)
        guard !hasOwnFile, let columns = root.entry("dataset")?.value.entry("columns") else { return }
        let node = ConfigNode(.scalar(.init(text: "columns", isQuoted: false)), at: columns.position)
        report("`dataset.columns` describes an own file, but `dataset.path` is missing", node, "dataset.columns")
    }

    /// What running would find out first: the layout, the roles of the columns, whether the file is there.
    private mutating func checkOwnFile(_ dataset: JSONValue?) {
        let section = root.entry("dataset")?.value
        for entry in section?.entry("columns")?.value.mapping ?? []
        where !DatasetConfig.roles.contains(entry.key) && findings.count < ConfigReport.limit {
            findings.append(
                ConfigDiagnostic(
                    at: entry.position, path: "dataset.columns.\(entry.key)",
                    "`dataset.columns` has no role `\(entry.key.clipped(to: 60))`",
                    allowed: DatasetConfig.roles.joined(separator: ", "),
                    suggestion: NearestName.of(entry.key, among: DatasetConfig.roles),
                    length: entry.key.unicodeScalars.count))
        }
        guard let path = dataset?["path"]?.string, let node = section?.entry("path")?.value else { return }
        do {
            _ = try DatasetConfig.format(of: path)
        } catch {
            report(
                "`dataset.path` is neither JSONL nor CSV by its ending (.jsonl, .ndjson, .csv)", node, "dataset.path")
        }
    }

    private mutating func report(_ message: String, _ node: ConfigNode, _ path: String) {
        guard findings.count < ConfigReport.limit else { return }
        findings.append(diagnostic(message, node, path))
    }

    private func diagnostic(_ message: String, _ node: ConfigNode, _ path: String) -> ConfigDiagnostic {
        let length = node.scalar?.text.unicodeScalars.count ?? 1
        return ConfigDiagnostic(at: node.position, path: path, message, length: length)
    }

    private func nothing(of kind: String) -> String? {
        kind == "knowledge base" ? "none so far; `forge kb create` makes one" : nil
    }
}
