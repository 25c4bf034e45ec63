import NIOCore

/// The host of an address, without its port, in lower case.
struct HostName: Hashable {
    /// `localhost`, `127.0.0.1`, `::1`.
    let text: String

    /// - Parameter authority: `localhost:8080`, `[::1]:8080`, `example.org`; nil for anything else.
    init?(authority: String) {
        let host: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            guard Self.isPort(authority[authority.index(after: end)...]) else { return nil }
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            guard Self.isPort(authority[colon...]) else { return nil }
        }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.allowedBytes.contains) else { return nil }
        text = Self.normalized(String(host))
    }

    init(_ host: String) { text = Self.normalized(host) }

    var isLoopback: Bool {
        if text == "localhost" || text.hasSuffix(".localhost") || text == "::1" { return true }
        return isAddress && text.hasPrefix("127.")
    }

    /// Whether it is an IP address and no name.
    var isAddress: Bool { (try? SocketAddress(ipAddress: text, port: 0)) != nil }

    static func normalized(_ host: String) -> String {
        var host = host.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.count > 1, host.hasSuffix(".") { host.removeLast() }
        return host
    }

    /// Whether listening on this means listening on every address of the machine.
    static func isWildcard(_ host: String) -> Bool { ["0.0.0.0", "::", "*"].contains(normalized(host)) }

    /// Nothing, or a colon and a number.
    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.first == ":" && text.utf8.count <= 6 && text.dropFirst().utf8.allSatisfy(digits.contains))
    }

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    private static let allowedBytes = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%".utf8)
}
