import ForgeCore
import ForgeLab

/// What the API says of a config.
struct ConfigAssessment: Encodable {
    struct Missing: Encodable {
        var subject: String
        var name: String
        var split: String?
    }

    var isValid: Bool
    var errors: [Problem.Finding]
    /// What will run and yet not do what was probably meant.
    var warnings: [Problem.Finding]
    /// Resolved, one per cell of the matrix.
    var experiments: [ExperimentConfig]
    /// What must be pulled first.
    var missing: [Missing]
    var seconds: Double?

    init(_ preview: ConfigPreview) {
        isValid = preview.report.plan != nil
        errors = preview.report.diagnostics.map(Problem.Finding.init)
        warnings = preview.warnings.map(Problem.Finding.init)
        experiments = preview.experiments
        missing = preview.missing.map { Missing(subject: $0.subject.rawValue, name: $0.name, split: $0.split) }
        seconds = preview.seconds
    }
}

extension Problem.Finding {
    init(_ diagnostic: ConfigDiagnostic) {
        let suggestion = diagnostic.suggestion.map { "Did you mean `\($0)`?" }
        let allowed = diagnostic.allowed.map { "Allowed: \($0)." }
        self.init(
            field: diagnostic.path, message: diagnostic.message, line: diagnostic.line, column: diagnostic.column,
            remedy: [suggestion, allowed].compactMap(\.self).joined(separator: " ").nilWhenEmpty)
    }
}

extension String {
    fileprivate var nilWhenEmpty: String? { isEmpty ? nil : self }
}
