import ForgeCore

extension ConfigForm {
    /// The form of a config's YAML; nil when it cannot be read as YAML at all. What a form has no field for (a matrix,
    /// unknown keys) is left out.
    package init?(yaml: String) {
        guard let root = try? YAMLReader.read(yaml), root.mapping != nil else { return nil }
        self.init()
        let name = root.entry("method")?.value
        let method = name?.scalar?.text ?? name?.entry("name")?.value.scalar?.text
        read(root, fields: Self.fields(method: method), prefix: "")
    }

    /// The form of a stored config, without what is only the default.
    ///
    /// - Throws: `LabError` `config.unwritable`.
    package init(config: ExperimentConfig) throws {
        self = (ConfigForm(yaml: try ConfigWriter.yaml(config)) ?? ConfigForm()).withoutDefaults()
    }

    private mutating func read(_ node: ConfigNode, fields: [ConfigField], prefix: String) {
        for field in fields {
            guard let value = node.entry(field.key)?.value else { continue }
            let path = prefix.isEmpty ? field.key : "\(prefix).\(field.key)"
            if case .section(let inner) = field.kind {
                if let scalar = value.scalar, field.hasShortForm {
                    texts["\(path).name"] = Self.text(of: scalar)
                } else {
                    read(value, fields: inner, prefix: path)
                }
            } else {
                texts[path] = Self.text(of: value).map { field.canonical($0) }
            }
        }
    }

    private static func text(of scalar: ConfigNode.Scalar) -> String? {
        if scalar.isEmpty { return nil }
        return scalar.text.isEmpty ? emptyText : scalar.text
    }

    private static func text(of node: ConfigNode) -> String? {
        switch node.content {
        case .scalar(let scalar): text(of: scalar)
        case .list(let items): joined(items.compactMap { $0.scalar?.text ?? flow($0) }.map(escaped))
        case .mapping(let entries):
            joined(entries.compactMap { entry in entry.value.scalar.map { "\(entry.key): \($0.text)" } })
        }
    }

    /// An item that is a section, on one line.
    private static func flow(_ node: ConfigNode) -> String? {
        switch node.content {
        case .scalar(let scalar): scalar.isQuoted ? (try? JSON.text(scalar.text)) : scalar.text
        case .list(let items): "[" + items.compactMap(flow).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{"
                + entries.compactMap { entry in flow(entry.value).map { "\(entry.key): \($0)" } }
                .joined(separator: ", ") + "}"
        }
    }

    private static func joined(_ lines: [String]) -> String? { lines.isEmpty ? nil : lines.joined(separator: "\n") }
}
