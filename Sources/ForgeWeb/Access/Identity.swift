/// Who a request comes from.
struct Identity: Sendable, Hashable {
    /// Of the token.
    var name: String
    var role: Role

    /// Everybody on this machine, while the server has no token.
    static let local = Identity(name: "local", role: .admin)

    /// Of the request that is being answered, for the frame of pages.
    @TaskLocal static var current: Identity?
}
