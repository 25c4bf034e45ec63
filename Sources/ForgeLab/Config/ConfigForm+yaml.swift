import ForgeCore
import Yams

extension ConfigForm {
    /// The config as YAML with what is filled in and no more, in the order of the schema.
    ///
    /// - Parameter base: a config whose matrix is kept, for a form has no field for it.
    /// - Throws: `LabError` `config.unwritable`.
    package func yaml(keepingMatrixOf base: String? = nil) throws -> String {
        var members = members(fields, prefix: "")
        if let matrix = base.flatMap({ try? YAMLReader.read($0) })?.entry("matrix")?.value {
            members.append(("matrix", Self.node(matrix)))
        }
        return members.isEmpty ? "" : try ConfigWriter.yaml(members)
    }

    private func members(_ fields: [ConfigField], prefix: String) -> ConfigWriter.Members {
        fields.map { field in
            let path = prefix.isEmpty ? field.key : "\(prefix).\(field.key)"
            guard case .section(let inner) = field.kind else {
                return (field.key, texts[path].flatMap { Self.node($0, of: field.kind) })
            }
            let members = members(inner, prefix: path).filter { $0.value != nil }
            if members.isEmpty { return (field.key, nil) }
            if field.hasShortForm, members.count == 1, members[0].key == "name" { return (field.key, members[0].value) }
            return (field.key, ConfigWriter.node(of: members))
        }
    }

    private static func node(_ text: String, of kind: ConfigField.Kind) -> Node? {
        switch kind {
        case .list(let inner):
            let items = lines(text).compactMap { node(unescaped($0), of: inner) }
            return items.isEmpty ? nil : Node.sequence(.init(items, .implicit, .flow))
        case .strings:
            let pairs = lines(text).map { line in
                let parts = line.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
                return (key: parts.first ?? line, value: Optional(ConfigWriter.text(parts.count > 1 ? parts[1] : "")))
            }
            return pairs.isEmpty ? nil : ConfigWriter.node(of: pairs)
        case .string: return ConfigWriter.text(text == emptyText ? "" : text)
        case .section: return (try? YAMLReader.read(text)).map(node) ?? ConfigWriter.text(text)
        case .integer, .number, .bool, .choice: return bare(text.trimmed)
        }
    }

    /// As it is where YAML sees no syntax in it; whether it is a number is for the loader to say.
    private static func bare(_ text: String) -> Node {
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-._".contains($0)) }
        return isPlain && text != "-" ? ConfigWriter.plain(text) : ConfigWriter.text(text)
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    private static func node(_ node: ConfigNode) -> Node {
        switch node.content {
        case .scalar(let scalar): scalar.isQuoted ? ConfigWriter.text(scalar.text) : ConfigWriter.plain(scalar.text)
        case .list(let items): Node.sequence(.init(items.map(self.node), .implicit, .flow))
        case .mapping(let entries): ConfigWriter.node(of: entries.map { ($0.key, self.node($0.value)) })
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
