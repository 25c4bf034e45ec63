import Yams

/// YAML text → a tree with positions, in the small and safe part of YAML that configs need.
///
/// Refused, each with its place: anchors, aliases and merge keys (a reader should see the value where it is used),
/// explicit tags (`!!int`), several documents, keys that are not plain words, duplicate keys, deep nesting.
struct YAMLReader {
    static let anchorMessage = "anchors (&name) and aliases (*name) are not supported: write the value out"
    private static let depthLimit = 32

    private var findings: [ConfigDiagnostic] = []

    static func read(_ text: String) throws(ConfigFindings) -> ConfigNode {
        let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        try YAMLGuard.check(text)
        do {
            let parser = try Parser(yaml: text, encoding: .utf8)
            // Nodes hold their anchors weakly; the parser owns them.
            return try withExtendedLifetime(parser) {
                guard let root = try parser.singleRoot() else { throw ConfigFindings("is empty", at: .start) }
                var reader = YAMLReader()
                let node = reader.convert(root, depth: 0)
                guard reader.findings.isEmpty else { throw ConfigFindings(reader.findings) }
                return node
            }
        } catch let error as ConfigFindings {
            throw error
        } catch let error as YamlError {
            throw ConfigFindings([YAMLProblem.diagnostic(for: error, in: text)])
        } catch {
            throw ConfigFindings("could not be read as YAML: \(error)", at: .start)
        }
    }

    private mutating func convert(_ node: Node, depth: Int) -> ConfigNode {
        let position = ConfigPosition(node.mark)
        guard depth <= Self.depthLimit else {
            return refuse("is nested deeper than \(Self.depthLimit) levels", at: position)
        }
        guard node.anchor == nil else { return refuse(Self.anchorMessage, at: position) }
        let tag = node.explicitTag
        guard tag.isEmpty else { return refuse("the tag `\(tag)` is not supported: leave it out", at: position) }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return ConfigNode(.scalar(.init(text: scalar.string, isQuoted: !isPlain)), at: position)
        case .sequence(let sequence):
            return ConfigNode(.list(sequence.map { convert($0, depth: depth + 1) }), at: position)
        case .mapping(let mapping):
            return ConfigNode(.mapping(entries(mapping, depth: depth)), at: position)
        case .alias:
            return refuse(Self.anchorMessage, at: position)
        }
    }

    private mutating func entries(_ mapping: Node.Mapping, depth: Int) -> [ConfigNode.Entry] {
        var entries: [ConfigNode.Entry] = []
        var names: Set<String> = []
        for (key, value) in mapping {
            let position = ConfigPosition(key.mark)
            guard let name = key.scalar?.string, key.anchor == nil else {
                _ = refuse("a key must be a plain word", at: position)
                continue
            }
            if name == "<<" {
                _ = refuse("merge keys (<<) are not supported: write the keys out", at: position)
            } else if !names.insert(name).inserted {
                _ = refuse("the key `\(name)` stands twice", at: position)
            } else {
                entries.append(.init(key: name, position: position, value: convert(value, depth: depth + 1)))
            }
        }
        return entries
    }

    private mutating func refuse(_ message: String, at position: ConfigPosition) -> ConfigNode {
        if findings.count < 50 { findings.append(ConfigDiagnostic(at: position, message)) }
        return ConfigNode(.scalar(.init(text: "", isQuoted: false)), at: position)
    }
}

extension Node {
    /// The tag as written, empty without one. (`Node.tag` would resolve it from the value's look.)
    fileprivate var explicitTag: String {
        switch self {
        // Yams itself tags quoted scalars as text.
        case .scalar(let scalar):
            scalar.tag.rawValue == Tag.Name.str.rawValue && scalar.style != .plain ? "" : scalar.tag.rawValue
        case .sequence(let sequence): sequence.tag.rawValue
        case .mapping(let mapping): mapping.tag.rawValue
        case .alias: ""
        }
    }
}

extension ConfigPosition {
    init(_ mark: Mark?) {
        self.init(line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1))
    }
}
