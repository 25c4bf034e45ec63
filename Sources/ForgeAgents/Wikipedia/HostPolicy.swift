package import Foundation

/// Addresses that may be contacted: scheme, host and port of each, nothing else.
package struct HostPolicy: Sendable, Hashable {
    private let origins: Set<String>

    package init(_ addresses: [URL]) { origins = Set(addresses.compactMap(Self.origin)) }

    package func allows(_ url: URL) -> Bool {
        // A name before the host (`https://allowed@other`) is never needed.
        guard url.user() == nil, let origin = Self.origin(of: url) else { return false }
        return origins.contains(origin)
    }

    private static func origin(of url: URL) -> String? {
        guard let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = url.host()?.lowercased(), !host.isEmpty
        else { return nil }
        return "\(scheme)://\(host):\(url.port ?? (scheme == "https" ? 443 : 80))"
    }
}
