import Hummingbird
import Logging

/// What travels with one request.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Whether who asks may see and do everything; `TokenCheck` decides.
    var isTrusted = false
    /// The client's IP address, for counting failed logins.
    let remoteAddress: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    /// Of a request that comes from this process.
    init(inProcess logger: Logger) {
        coreContext = .init(source: InProcessSource(logger: logger))
        remoteAddress = "here"
    }

    var maxUploadSize: Int { RequestLimits.largestBody }

    /// The path's parameter of this name; routes make sure that it is there.
    func parameter(_ name: String) throws -> String { try parameters.require(name) }
}

private struct InProcessSource: RequestContextSource {
    let logger: Logger
}
