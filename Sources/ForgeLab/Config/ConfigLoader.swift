package import ForgeCore
import Foundation

/// Reads a config: YAML text → checked, resolved experiments, or everything that is wrong with it.
///
/// It opens no file but the config; what models and data sets exist is asked through two functions.
package struct ConfigLoader: Sendable {
    package var methods: [MethodSchema]
    /// Names of all metrics; empty to accept any.
    package var metrics: [String]
    package var checkModel: NameCheck
    /// Asked only when `dataset.path` is absent.
    package var checkDataset: NameCheck
    /// What the knowledge bases hold; nil to accept any name.
    package var knowledge: [KnowledgeState]?
    /// Of encoders by what they are wanted for: `nli`, `reranker`.
    package var checkEncoder: @Sendable (String) -> NameCheck = { _ in .anything }
    /// What is wrong with a method's options as a whole; nil when nothing is.
    package var checkMethod: @Sendable (MethodConfig) -> String? = { _ in nil }
    /// Why a model cannot be used with its adapter; nil when it can.
    package var checkAdapter: @Sendable (ModelConfig) -> String? = { _ in nil }
    /// Whether configs may name files of this machine. Those that come from elsewhere (the web) may not.
    package var acceptsPaths: Bool
    /// Which servers configs may name that may not name files: those of this machine, and the one that it is set up for.
    package var allowsServer: @Sendable (ServerAddress) -> Bool = { $0.isLoopback }

    package init(
        methods: [MethodSchema], metrics: [String] = [], checkModel: NameCheck = .anything,
        checkDataset: NameCheck = .anything, acceptsPaths: Bool = true
    ) {
        self.methods = methods
        self.metrics = metrics
        self.checkModel = checkModel
        self.checkDataset = checkDataset
        self.acceptsPaths = acceptsPaths
    }

    /// - Throws: `LabError` `config.unreadable` or `config.invalid`, the latter with all findings.
    package func load(path: String) throws -> ExperimentPlan {
        let file = (path as NSString).lastPathComponent
        return try load(data: try ConfigFile.read(path), file: file)
    }

    /// The same for a text that is no file (the web form, the API).
    package func load(text: String, file: String = "config") throws -> ExperimentPlan {
        try report(text: text).plan(file: file)
    }

    func load(data: Data, file: String) throws -> ExperimentPlan {
        guard let text = String(validating: data, as: UTF8.self) else {
            let finding = ConfigDiagnostic(at: ConfigFile.firstInvalidByte(of: data), "is not UTF-8 text")
            return try ConfigReport(source: "", plan: nil, diagnostics: [finding]).plan(file: file)
        }
        return try load(text: text, file: file)
    }

    /// Everything that can be said of a text: the plan when it is right, the findings when it is not.
    package func report(text: String) -> ConfigReport {
        do throws(ConfigFindings) {
            let root = try YAMLReader.read(text)
            guard root.mapping != nil else {
                let message = root.kindName == "empty" ? "is empty" : "is \(root.kindName), not `key: value` lines"
                throw ConfigFindings(message, at: root.position)
            }
            return resolve(root, source: text)
        } catch {
            return ConfigReport(source: text, plan: nil, diagnostics: error.diagnostics)
        }
    }

    private func resolve(_ root: ConfigNode, source: String) -> ConfigReport {
        let matrix = ConfigMatrix(root: root)
        var findings = matrix.diagnostics
        var warnings: [ConfigDiagnostic] = []
        var configs: [ExperimentConfig] = []
        // With a wrong matrix the rest is still checked, once and as it stands.
        let combinations =
            findings.isEmpty
            ? matrix.combinations() : [ConfigMatrix.Combination(root: root.removing("matrix"), labels: [])]
        for combination in combinations {
            let outcome = ConfigResolver(loader: self).resolve(combination.root, labels: combination.labels)
            findings += outcome.diagnostics.filter { !findings.contains($0) }
            warnings += outcome.warnings.filter { !warnings.contains($0) }
            if let config = outcome.config { configs.append(config) }
            if findings.count >= ConfigReport.limit { break }
        }
        if !matrix.diagnostics.isEmpty { findings.removeAll { $0.isMissing(from: root) } }
        guard findings.isEmpty, let name = root.entry("name")?.value.scalar?.text else {
            let sorted = findings.sorted { $0.position < $1.position }
            return ConfigReport(source: source, plan: nil, diagnostics: Array(sorted.prefix(ConfigReport.limit)))
        }
        let names = MatrixLabels.numbered(configs.map(\.name))
        let unique = zip(configs, names).map { config, name in
            var config = config
            config.name = name
            return config
        }
        let plan = ExperimentPlan(
            name: name, experiments: unique, axes: matrix.axes.map(\.key), source: source,
            warnings: warnings.sorted { $0.position < $1.position })
        return ConfigReport(source: source, plan: plan, diagnostics: [])
    }
}

extension ConfigDiagnostic {
    /// Whether the finding is a key that a matrix, itself wrong, would have brought.
    fileprivate func isMissing(from root: ConfigNode) -> Bool {
        guard message == "`\(path)` is missing", let axes = root.entry("matrix")?.value.mapping else { return false }
        return axes.contains { $0.key == path || $0.key.hasPrefix("\(path).") || path.hasPrefix("\($0.key).") }
    }
}
