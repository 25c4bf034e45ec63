import ForgeCore
import ForgeLab

/// What came of checking one config file: its experiments, or what is wrong with it.
struct ConfigCheck: Encodable {
    let file: String
    let plan: ExperimentPlan?
    let error: (any ForgeError)?

    /// As a compiler would print them.
    var warnings: [String] {
        (plan?.warnings ?? []).map { $0.rendered(file: file, source: plan?.source ?? "") }
    }

    var isValid: Bool { plan != nil }

    init(path: String, loader: ConfigLoader) {
        file = path
        do {
            plan = try loader.load(path: path)
            error = nil
        } catch {
            plan = nil
            self.error =
                error as? any ForgeError ?? CommandError(.internalFailure, "config.unreadable", "\(path): \(error)")
        }
    }

    private enum Key: String, CodingKey {
        case file, valid, experiments, message, findings, warnings
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(file, forKey: .file)
        try container.encode(isValid, forKey: .valid)
        try container.encode(plan?.experiments ?? [], forKey: .experiments)
        try container.encodeIfPresent(error?.message, forKey: .message)
        try container.encode(((error as? LabError)?.findings ?? []).map(Finding.init), forKey: .findings)
        try container.encode((plan?.warnings ?? []).map(Finding.init), forKey: .warnings)
    }

    /// As tools read it: one flat object with the place.
    private struct Finding: Encodable {
        let line: Int
        let column: Int
        let path: String
        let message: String
        let allowed: String?
        let suggestion: String?

        init(_ diagnostic: ConfigDiagnostic) {
            line = diagnostic.line
            column = diagnostic.column
            path = diagnostic.path
            message = diagnostic.message
            allowed = diagnostic.allowed
            suggestion = diagnostic.suggestion
        }
    }
}
