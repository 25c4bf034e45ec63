package import ForgeCore
import Foundation

/// A config of another kind than experiments (a training), read as strictly: every key checked against fields, every
/// finding with its place.
package struct SchemaConfig: Sendable {
    /// All keys with their defaults filled in; what may be absent and is absent has no value.
    package var values: JSONValue
    /// The text that was read.
    package var source: String

    /// - Parameter help: what lists the keys, for the remedy (`forge train run --schema`).
    /// - Throws: `LabError` `config.unreadable` or `config.invalid`, the latter with all findings.
    package init(path: String, fields: [ConfigField], help: String) throws {
        let file = (path as NSString).lastPathComponent
        try self.init(text: Self.text(path: path, help: help), file: file, fields: fields, help: help)
    }

    static func text(path: String, help: String) throws -> String {
        let data = try ConfigFile.read(path)
        guard let text = String(validating: data, as: UTF8.self) else {
            let finding = ConfigDiagnostic(at: ConfigFile.firstInvalidByte(of: data), "is not UTF-8 text")
            throw invalid([finding], file: (path as NSString).lastPathComponent, source: "", help: help)
        }
        return text
    }

    /// - Parameter acceptsPaths: false for texts that come from elsewhere, which may not name files.
    package init(
        text: String, file: String = "config", fields: [ConfigField], help: String, acceptsPaths: Bool = true
    ) throws {
        let root = try Self.root(of: text, file: file, help: help)
        var validator = ConfigValidator(root: fields, acceptsPaths: acceptsPaths)
        let values = validator.section(root, fields: fields, path: "")
        guard validator.diagnostics.isEmpty else {
            throw Self.invalid(validator.diagnostics, file: file, source: text, help: help)
        }
        self.values = .object(values)
        source = text
    }

    /// The text's tree, whose root is a mapping.
    static func root(of text: String, file: String, help: String) throws -> ConfigNode {
        let root: ConfigNode
        do throws(ConfigFindings) {
            root = try YAMLReader.read(text)
        } catch {
            throw invalid(error.diagnostics, file: file, source: text, help: help)
        }
        guard root.mapping != nil else {
            let finding = ConfigDiagnostic(at: root.position, "is \(root.kindName), not `key: value` lines")
            throw invalid([finding], file: file, source: text, help: help)
        }
        return root
    }

    /// One config for each combination of a `matrix:`, or the config itself.
    ///
    /// Each has its own `name`: the config's with its combination's labels, in the letters that folders' names may have.
    ///
    /// - Parameter roots: keys that may vary, or whose own keys may.
    /// - Throws: as `init`.
    package static func cells(
        path: String, fields: [ConfigField], roots: [String], help: String
    ) throws -> [SchemaConfig] {
        let whole = try? YAMLReader.read(String(decoding: try ConfigFile.read(path), as: UTF8.self))
        guard let root = whole, root.entry("matrix") != nil else {
            return [try SchemaConfig(path: path, fields: fields, help: help)]
        }
        let file = (path as NSString).lastPathComponent
        let source = String(decoding: try ConfigFile.read(path), as: UTF8.self)
        let matrix = ConfigMatrix(root: root, roots: roots)
        guard matrix.diagnostics.isEmpty else {
            throw invalid(matrix.diagnostics, file: file, source: source, help: help)
        }
        return try matrix.combinations().map { combination in
            var validator = ConfigValidator(root: fields)
            var values = validator.section(combination.root, fields: fields, path: "")
            guard validator.diagnostics.isEmpty else {
                throw invalid(validator.diagnostics, file: file, source: source, help: help)
            }
            let name = ([values["name"]?.string ?? ""] + combination.labels).joined(separator: "-")
            values["name"] = .string(plain(name))
            values["matrix"] = nil
            return SchemaConfig(
                values: .object(values), source: try JSON.text(JSONValue.object(values), pretty: true) + "\n")
        }
    }

    private static func plain(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
    }

    private init(values: JSONValue, source: String) {
        self.values = values
        self.source = source
    }

    static func invalid(
        _ findings: [ConfigDiagnostic], file: String, source: String, help: String
    ) -> LabError {
        let findings = findings.sorted { $0.position < $1.position }
        let count = findings.count == 1 ? "1 error" : "\(findings.count) errors"
        var error = LabError(
            .invalidInput, "config.invalid", "\(file): \(count)",
            cause: "\n" + findings.map { $0.rendered(file: file, source: source) }.joined(separator: "\n\n"),
            remedy: "Correct the lines above; \(help) lists every key with its meaning.")
        error.findings = findings
        return error
    }
}
