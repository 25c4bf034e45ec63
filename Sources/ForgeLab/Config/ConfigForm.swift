package import ForgeCore

/// A config as the fields of a form hold it: texts by key path (`dataset.n`), absent where nothing is filled in.
///
/// A list is one item per line. Nothing is checked here: what is written into YAML is checked by the loader, as every
/// config is.
package struct ConfigForm: Sendable, Hashable {
    package var texts: [String: String]

    package init(texts: [String: String] = [:]) {
        self.texts = texts.filter { !$0.value.allSatisfy(\.isWhitespace) }
    }

    package subscript(path: String) -> String? { texts[path] }

    /// Words for an empty text where that means something (a method's `instruction`).
    static let emptyText = "\"\""

    /// The fields of a form for the method that is chosen in it.
    package var fields: [ConfigField] { Self.fields(method: texts["method.name"]) }

    package static func fields(method name: String?) -> [ConfigField] {
        let method = name.flatMap(Methods.named)
        return ConfigSchema.experiment(
            method: method.map { MethodSchema(name: $0.name, summary: $0.summary, options: $0.options) })
    }

    /// Without what is only the default.
    package func withoutDefaults() -> ConfigForm {
        var form = self
        Self.visit(fields) { path, field in
            guard let value = field.defaultValue, let text = form.texts[path] else { return }
            if text == Self.text(of: value) { form.texts[path] = nil }
        }
        return form
    }

    /// Calls `body` for every field that is no section.
    static func visit(_ fields: [ConfigField], under prefix: String = "", _ body: (String, ConfigField) -> Void) {
        for field in fields {
            let path = prefix.isEmpty ? field.key : "\(prefix).\(field.key)"
            if case .section(let inner) = field.kind {
                visit(inner, under: path, body)
            } else {
                body(path, field)
            }
        }
    }

    /// A default as a form would hold it.
    package static func text(of value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): ConfigNumber.text(value)
        case .string(let value): value
        case .array(let items): items.map { escaped(text(of: $0)) }.joined(separator: "\n")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0): \(text(of: $1))" }
                .joined(separator: "\n")
        }
    }

    /// An item on one line.
    static func escaped(_ item: String) -> String {
        item.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    }

    static func unescaped(_ line: String) -> String {
        var text = ""
        var isEscape = false
        for character in line {
            if isEscape {
                text.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                isEscape = false
            } else if character == "\\" {
                isEscape = true
            } else {
                text.append(character)
            }
        }
        return isEscape ? text + "\\" : text
    }
}
