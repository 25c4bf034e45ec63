import ForgeCore

/// What came of reading a config: a plan, or what is wrong (never both).
package struct ConfigReport: Sendable, Hashable {
    /// More findings than this help nobody.
    package static let limit = 50

    package var source: String
    package var plan: ExperimentPlan?
    /// In the order of the text.
    package var diagnostics: [ConfigDiagnostic]

    /// - Throws: `LabError` `config.invalid` with the findings, and rendered for people as its cause.
    package func plan(file: String) throws -> ExperimentPlan {
        if let plan { return plan }
        let count = diagnostics.count == 1 ? "1 error" : "\(diagnostics.count) errors"
        var error = LabError(
            .invalidInput, "config.invalid", "\(file): \(count)",
            cause: "\n" + diagnostics.map { $0.rendered(file: file, source: source) }.joined(separator: "\n\n"),
            remedy: "Correct the lines above; `forge validate --schema` lists every key with its meaning.")
        error.findings = diagnostics
        throw error
    }
}
