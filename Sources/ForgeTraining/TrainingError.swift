package import ForgeCore

/// What goes wrong with training data, a base model, a run or its checkpoints.
package struct TrainingError: ForgeError {
    package let kind: ErrorKind
    package let code: String
    package let message: String
    package let cause: String?
    package let remedy: String?

    package init(
        _ kind: ErrorKind, _ code: String, _ message: String, cause: String? = nil, remedy: String? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.cause = cause
        self.remedy = remedy
    }
}
