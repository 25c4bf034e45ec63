import Foundation
import Hummingbird
import Logging
import NIOCore

/// What travels with one request.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks; nil for who has no token. `TokenCheck` finds it out.
    var identity: Identity?
    /// Looks up again whether who asks is still let in, for answers that outlast a token. `TokenCheck` knows how.
    var isStillLetIn: @Sendable () -> Bool = { true }
    let note = RequestNote()
    /// The client's IP address.
    let remoteAddress: String
    /// What its requests and failed logins are counted under.
    let client: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
        client = Self.client(remoteAddress)
    }

    /// Whether who asks has a token, or needs none.
    var isTrusted: Bool { identity != nil }

    /// A network of IPv6, whose addresses one client may have all of; an address of IPv4.
    static func client(_ address: String) -> String {
        guard case .v6(let socket)? = try? SocketAddress(ipAddress: address, port: 0) else { return address }
        return withUnsafeBytes(of: socket.address.sin6_addr) { bytes in
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            return bytes.prefix(isMapped ? 16 : 8).map { String($0, radix: 16) }.joined(separator: ":")
        }
    }

    /// Of a request that comes from this process.
    init(inProcess logger: Logger) {
        coreContext = .init(source: InProcessSource(logger: logger))
        remoteAddress = "here"
        client = remoteAddress
    }

    var maxUploadSize: Int { RequestLimits.largestBody }

    /// The path's parameter of this name; routes make sure that it is there.
    func parameter(_ name: String) throws -> String { try parameters.require(name) }
}

private struct InProcessSource: RequestContextSource {
    let logger: Logger
}
