package import ForgeCore

/// What goes wrong in configs, methods, runs and comparisons.
package struct LabError: ForgeError, Hashable {
    package var kind: ErrorKind
    package var code: String
    package var message: String
    package var cause: String?
    package var remedy: String?
    /// What is wrong with a config, place by place; empty for other errors.
    package var findings: [ConfigDiagnostic] = []

    /// Of a question that cannot be looked up.
    static let queryCode = "retrieval.query"

    package init(_ kind: ErrorKind, _ code: String, _ message: String, cause: String? = nil, remedy: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.cause = cause
        self.remedy = remedy
    }
}
