import ForgeCore

/// What goes wrong in commands themselves.
struct CommandError: ForgeError {
    var kind: ErrorKind
    var code: String
    var message: String
    var cause: String?
    var remedy: String?

    init(_ kind: ErrorKind, _ code: String, _ message: String, cause: String? = nil, remedy: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.cause = cause
        self.remedy = remedy
    }
}
