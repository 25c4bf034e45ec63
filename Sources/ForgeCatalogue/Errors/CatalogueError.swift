package import ForgeCore

/// What can go wrong while finding, downloading or reading models and data sets.
package struct CatalogueError: ForgeError, Hashable {
    package var kind: ErrorKind
    package var code: String
    package var message: String
    package var cause: String?
    package var remedy: String?

    package init(_ kind: ErrorKind, _ code: String, _ message: String, cause: String? = nil, remedy: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.cause = cause
        self.remedy = remedy
    }
}
