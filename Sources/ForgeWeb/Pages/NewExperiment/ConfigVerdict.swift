import ForgeLab

/// What is said of a config beside the form: how many experiments it makes, or what is wrong with it.
struct ConfigVerdict: Sendable {
    struct Finding: Sendable {
        /// Where the reader is led: the field, or the YAML.
        let target: String
        let line: Int
        let column: Int
        let message: String
        let suggestion: String?
        let allowed: String?
    }

    struct Missing: Sendable {
        let text: String
        let path: String
        let name: String
    }

    let isValid: Bool
    let isWrong: Bool
    let title: String
    let findings: [Finding]
    /// What will run and yet not do what was probably meant.
    let warnings: [Finding]
    let names: [String]
    let hasNames: Bool
    let moreNames: String?
    let missing: [Missing]
    let estimate: String
    /// An error that is not in the config's text: nothing was made because of it.
    let failure: Notice?

    private static let mostNames = 8

    init(_ preview: ConfigPreview, failure: Notice? = nil) {
        let experiments = preview.experiments
        self.failure = failure
        isValid = preview.report.plan != nil
        isWrong = !isValid
        let count = preview.report.diagnostics.count
        title =
            isValid
            ? experiments.count == 1 ? "Makes 1 experiment" : "Makes \(experiments.count) experiments"
            : count == 1 ? "1 thing to correct" : "\(count) things to correct"
        findings = preview.report.diagnostics.map(Self.finding)
        warnings = preview.warnings.map(Self.finding)
        names = experiments.count > 1 ? experiments.prefix(Self.mostNames).map(\.name) : []
        hasNames = !names.isEmpty
        moreNames = experiments.count > Self.mostNames ? "and \(experiments.count - Self.mostNames) more" : nil
        missing = preview.missing.map(Self.missing)
        estimate =
            preview.seconds.map { "About \(NumberText.seconds($0)), judged by the latest runs of the same kind." }
            ?? "No estimate yet: this model and method have not been run here."
    }

    /// The field that a finding is about.
    static func field(of diagnostic: ConfigDiagnostic) -> String? {
        let path = diagnostic.path.split(separator: "[").first.map(String.init) ?? ""
        switch path {
        case "": return nil
        case "method", "model", "dataset": return "\(path).name"
        case "metric": return "metrics"
        default: return path.hasPrefix("matrix") ? nil : path
        }
    }

    /// The first message of every field.
    static func errors(_ report: ConfigReport) -> [String: String] {
        let messages = report.diagnostics.compactMap { diagnostic in
            field(of: diagnostic).map { ($0, message(of: diagnostic)) }
        }
        return Dictionary(messages, uniquingKeysWith: { first, _ in first })
    }

    private static func message(of diagnostic: ConfigDiagnostic) -> String {
        let advice =
            diagnostic.suggestion.map { "did you mean `\($0)`?" } ?? diagnostic.allowed.map { "allowed: \($0)" }
        return quoted([diagnostic.message, advice].compactMap(\.self).joined(separator: "; "))
    }

    /// Code in a terminal stands between backticks, on a page between quotes.
    private static func quoted(_ text: String) -> String {
        var isOpen = false
        return text.reduce(into: "") { result, character in
            guard character == "`" else { return result.append(character) }
            isOpen.toggle()
            result.append(isOpen ? "“" : "”")
        }
    }

    private static func finding(_ diagnostic: ConfigDiagnostic) -> Finding {
        Finding(
            target: field(of: diagnostic).map(ConfigFormField.id) ?? "config", line: diagnostic.line,
            column: diagnostic.column, message: quoted(diagnostic.message), suggestion: diagnostic.suggestion,
            allowed: diagnostic.allowed)
    }

    private static func missing(_ part: ConfigPreview.Missing) -> Missing {
        switch part.subject {
        case .model:
            Missing(
                text: "The model \(part.name) is not on this machine.", path: PageLink.model(part.name),
                name: "Pull \(part.name)")
        case .dataset:
            Missing(
                text: "The split \(part.split ?? "") of \(part.name) is not on this machine.",
                path: PageLink.dataset(part.name, split: part.split), name: "Pull \(part.name)")
        }
    }
}
