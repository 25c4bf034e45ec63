/// The error of one target. Every target names its own by a `Domain`, so that `catch let error as StoreError` and
/// `#expect(throws: EngineError.self)` tell them apart.
///
/// ```swift
/// package typealias StoreError = DomainError<StoreDomain>
/// package enum StoreDomain {}
/// ```
package struct DomainError<Domain>: ForgeError, Hashable {
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
