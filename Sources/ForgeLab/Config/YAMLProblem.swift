import Yams

/// The parser's errors in the words of someone who writes a config.
enum YAMLProblem {
    static func diagnostic(for error: YamlError, in text: String) -> ConfigDiagnostic {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            syntax(problem, context: context?.text, at: ConfigPosition(mark), in: text)
        case .duplicatedKeysInMapping(let names, let context):
            duplicate(names, at: ConfigPosition(context.mark), in: text)
        case .reader(let problem, let offset, _, _):
            ConfigDiagnostic(at: position(ofOffset: offset ?? 0, in: text), "is not readable as text: \(problem)")
        case .memory:
            ConfigDiagnostic(at: .start, "is nested too deeply")
        default:
            ConfigDiagnostic(at: .start, "could not be read as YAML: \(error)")
        }
    }

    private static func syntax(
        _ problem: String, context: String?, at position: ConfigPosition, in text: String
    ) -> ConfigDiagnostic {
        if problem.contains("another document") {
            return ConfigDiagnostic(
                at: position, "a second document starts here; a config is one document (several experiments: `matrix`)")
        }
        let words = [context, problem].compactMap(\.self).joined(separator: ": ")
        return ConfigDiagnostic(
            at: position, "is not valid YAML: \(words)\(hint(for: problem, at: position, in: text))")
    }

    private static func hint(for problem: String, at position: ConfigPosition, in text: String) -> String {
        let line = SourceText.line(position.line, of: text) ?? ""
        if line.prefix(while: \.isWhitespace).contains("\t") || problem.contains("tab") {
            return " (YAML does not allow tabs for indentation: use spaces)"
        }
        if problem.contains("mapping values are not allowed") {
            return " (put text that contains `: ` in quotes; check the indentation)"
        }
        if problem.contains("did not find expected ',' or") { return " (is a bracket still open?)" }
        if problem.contains("undefined alias") { return " (text that starts with * needs quotes)" }
        return ""
    }

    private static func duplicate(_ names: [String], at first: ConfigPosition, in text: String) -> ConfigDiagnostic {
        let name = names.first ?? ""
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let again = lines.indices.dropFirst(first.line).first { isKey(name, atColumn: first.column, of: lines[$0]) }
        let place = again.map { ConfigPosition(line: $0 + 1, column: first.column) } ?? first
        let other = again == nil ? "" : " (first on line \(first.line))"
        return ConfigDiagnostic(
            at: place, path: name, "the key `\(name)` stands twice\(other): keep one", length: name.count)
    }

    private static func isKey(_ name: String, atColumn column: Int, of line: Substring) -> Bool {
        let indentation = line.prefix { $0 == " " }.count
        return indentation == column - 1 && line.dropFirst(indentation).hasPrefix("\(name):")
    }

    private static func position(ofOffset offset: Int, in text: String) -> ConfigPosition {
        let before = text.prefix(offset)
        let line = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return ConfigPosition(line: max(1, line.count), column: (line.last?.unicodeScalars.count ?? 0) + 1)
    }
}
