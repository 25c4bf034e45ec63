import Hummingbird

/// What travels with one request.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }

    /// The path's parameter of this name; routes make sure that it is there.
    func parameter(_ name: String) throws -> String { try parameters.require(name) }
}
