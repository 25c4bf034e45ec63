import ForgeCore

/// Checks a tree against fields and fills in defaults; collects everything that is wrong.
struct ConfigValidator {
    /// All keys of the config, to point from a misplaced key to its place.
    let root: [ConfigField]
    /// Whether values may be paths of files and hosts to contact.
    let acceptsPaths: Bool
    private(set) var diagnostics: [ConfigDiagnostic] = []

    static let noPaths =
        "a path is not accepted here; use the command line, or add it to catalogue.yaml in the forge home"

    private static let noHosts =
        "a config from the web may not name hosts to contact; use the command line"

    init(root: [ConfigField], acceptsPaths: Bool = true) {
        self.root = root
        self.acceptsPaths = acceptsPaths
    }

    mutating func report(_ diagnostic: ConfigDiagnostic) {
        // More would be cut anyway.
        if diagnostics.count < ConfigReport.limit { diagnostics.append(diagnostic) }
    }

    /// The section as an object with every default filled in. Keys that are wrong are reported and left out.
    mutating func section(_ node: ConfigNode, fields: [ConfigField], path: String) -> [String: JSONValue] {
        guard let entries = node.mapping else {
            report(wrongKind(node, expected: ConfigField.Kind.section(fields).summary, path: path))
            return [:]
        }
        var values: [String: JSONValue] = [:]
        for entry in entries where !fields.contains(where: { $0.key == entry.key }) {
            if diagnostics.count >= ConfigReport.limit { break }
            report(unknownKey(entry, fields: fields, path: path))
        }
        for field in fields {
            let fieldPath = join(path, field.key)
            if let entry = node.entry(field.key) {
                values[field.key] = value(entry.value, of: field, path: fieldPath, keyPosition: entry.position)
            } else if field.isRequired {
                report(missing(field, path: fieldPath, at: node.position))
            } else if case .section(let inner) = field.kind {
                values[field.key] = .object(
                    section(.init(.mapping([]), at: node.position), fields: inner, path: fieldPath))
            } else {
                values[field.key] = field.defaultValue
            }
        }
        return values
    }

    private mutating func value(
        _ node: ConfigNode, of field: ConfigField, path: String, keyPosition: ConfigPosition
    ) -> JSONValue? {
        if let scalar = node.scalar, scalar.isEmpty {
            let advice = field.isRequired ? "give it a value" : "give it a value or leave the key out"
            report(
                ConfigDiagnostic(
                    at: keyPosition, path: path, "`\(path)` is empty: \(advice)", allowed: field.kind.summary,
                    length: field.key.unicodeScalars.count))
            return nil
        }
        if field.namesFile || field.namesHosts, !acceptsPaths {
            let reason = field.namesFile ? Self.noPaths : Self.noHosts
            report(
                ConfigDiagnostic(
                    at: node.position, path: path, "`\(path)`: \(reason)",
                    length: node.scalar?.text.unicodeScalars.count ?? 1))
            return nil
        }
        if field.hasShortForm, node.scalar != nil, case .section(let fields) = field.kind {
            let name = ConfigNode.Entry(key: "name", position: node.position, value: node)
            return .object(section(.init(.mapping([name]), at: node.position), fields: fields, path: path))
        }
        return value(field.canonical(node), of: field.kind, path: path)
    }

    private mutating func value(_ node: ConfigNode, of kind: ConfigField.Kind, path: String) -> JSONValue? {
        switch kind {
        case .section(let fields):
            return node.mapping == nil ? wrong(node, kind, path) : .object(section(node, fields: fields, path: path))
        case .list(let inner):
            guard let items = node.list else { return wrongList(node, kind, path) }
            return .array(items.enumerated().compactMap { value($1, of: inner, path: "\(path)[\($0)]") })
        case .strings:
            guard let entries = node.mapping else { return wrong(node, kind, path) }
            let pairs = entries.map { ($0.key, value($0.value, of: .string, path: join(path, $0.key))) }
            return .object(Dictionary(pairs, uniquingKeysWith: { first, _ in first }).compactMapValues(\.self))
        case .string, .integer, .number, .bool, .choice:
            guard let scalar = node.scalar, !scalar.isEmpty else { return wrong(node, kind, path) }
            return self.scalar(ScalarReader(scalar: scalar), of: kind, node: node, path: path)
        }
    }

    private mutating func scalar(
        _ reader: ScalarReader, of kind: ConfigField.Kind, node: ConfigNode, path: String
    ) -> JSONValue? {
        do throws(ScalarReader.Failure) {
            switch kind {
            case .integer(let range): return try reader.integer(in: range)
            case .number(let range): return try reader.number(in: range)
            case .bool: return try reader.bool()
            case .choice(let words): return try choice(reader, among: words, node: node, path: path)
            // An option may be the text "" where its method gives that a meaning; elsewhere it is a slip.
            default: return try reader.text(mayBeEmpty: path.hasPrefix("method.") && path != "method.name")
            }
        } catch {
            report(
                ConfigDiagnostic(
                    at: node.position, path: path, "`\(path)`: \(node.kindName) \(error.reason)", allowed: kind.summary,
                    length: reader.scalar.text.unicodeScalars.count + (reader.scalar.isQuoted ? 2 : 0)))
            return nil
        }
    }

    private mutating func choice(
        _ reader: ScalarReader, among words: [String], node: ConfigNode, path: String
    ) throws(ScalarReader.Failure) -> JSONValue? {
        let value = try reader.text()
        if let word = value.string, words.contains(word) { return value }
        report(
            ConfigDiagnostic(
                at: node.position, path: path, "`\(path)` cannot be \(node.kindName)",
                allowed: words.joined(separator: ", "),
                suggestion: NearestName.of(reader.scalar.text, among: words),
                length: reader.scalar.text.unicodeScalars.count))
        return nil
    }
}

extension ConfigField {
    /// The value with the stored word in the place of another for it.
    fileprivate func canonical(_ node: ConfigNode) -> ConfigNode {
        guard var scalar = node.scalar, let word = aliases[scalar.text] else { return node }
        scalar.text = word
        return ConfigNode(.scalar(scalar), at: node.position)
    }
}

// MARK: Wording

extension ConfigValidator {
    private mutating func wrong(_ node: ConfigNode, _ kind: ConfigField.Kind, _ path: String) -> JSONValue? {
        report(wrongKind(node, expected: kind.summary, path: path))
        return nil
    }

    private mutating func wrongList(_ node: ConfigNode, _ kind: ConfigField.Kind, _ path: String) -> JSONValue? {
        var diagnostic = wrongKind(node, expected: kind.summary, path: path)
        if let scalar = node.scalar { diagnostic.suggestion = "[\(scalar.text.clipped(to: 60))]" }
        report(diagnostic)
        return nil
    }

    private func wrongKind(_ node: ConfigNode, expected: String, path: String) -> ConfigDiagnostic {
        let subject = path.isEmpty ? "the config" : "`\(path)`"
        return ConfigDiagnostic(
            at: node.position, path: path, "\(subject) is \(node.kindName), which is the wrong type", allowed: expected,
            length: node.scalar?.text.unicodeScalars.count ?? 1)
    }

    private func unknownKey(_ entry: ConfigNode.Entry, fields: [ConfigField], path: String) -> ConfigDiagnostic {
        let names = fields.map(\.key)
        let own = join(path, entry.key)
        let elsewhere = ConfigSchema.paths(ofKey: entry.key, in: root).filter { $0 != own }
        let home = elsewhere.count == 1 ? elsewhere.first : nil
        let place = path.isEmpty ? "" : " in `\(path)`"
        let advice = home.map {
            $0 == entry.key ? "; it belongs at the top level" : "; it belongs in `\(parent(of: $0))`"
        }
        return ConfigDiagnostic(
            at: entry.position, path: own, "unknown key `\(entry.key.clipped(to: 60))`\(place)\(advice ?? "")",
            allowed: names.joined(separator: ", "), suggestion: home ?? NearestName.of(entry.key, among: names),
            length: entry.key.unicodeScalars.count)
    }

    private func parent(of path: String) -> String {
        path.split(separator: ".").dropLast().joined(separator: ".")
    }

    private func missing(_ field: ConfigField, path: String, at position: ConfigPosition) -> ConfigDiagnostic {
        ConfigDiagnostic(at: position, path: path, "`\(path)` is missing", allowed: field.help)
    }

    private func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
