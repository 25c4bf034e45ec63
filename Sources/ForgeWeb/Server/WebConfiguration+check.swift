import ForgeCore
import Foundation

extension WebConfiguration {
    /// Refuses what would be unsafe or cannot work.
    ///
    /// - Throws: `WebError` of invalid input with the remedy.
    package func check() throws {
        guard (0...65535).contains(port) else {
            throw WebError(
                .invalidInput, "serve.port", "\(port) is no port.", remedy: "use 1 to 65535, or 0 for any free one.")
        }
        if let token { try Self.check(token: token) }
        let named = try tokenFile.map { TokenFile($0).exists ? try TokenFile($0).read() : [] } ?? []
        if token == nil, named.isEmpty, !HostName(host).isLoopback {
            throw WebError(
                .invalidInput, "serve.token-missing",
                "Listening on \(host) lets others in the network reach the server, and it has no token.",
                remedy:
                    "set FORGE_API_TOKEN (for example: export FORGE_API_TOKEN=$(openssl rand -hex 24)), make a token "
                    + "with forge token create NAME, or listen on 127.0.0.1.")
        }
        if let requestsPerSecond, !(0.1...100_000 ~= requestsPerSecond) {
            throw WebError(
                .invalidInput, "serve.rate", "\(requestsPerSecond) requests a second is no limit.",
                remedy: "use 0.1 to 100000, or 0 for none.")
        }
        for origin in allowedOrigins where !Self.isOrigin(origin) {
            throw WebError(
                .invalidInput, "serve.origin", "\(origin) is no origin.",
                remedy: "write scheme and host only, as in: --allow-origin https://lab.example.org")
        }
        for name in allowedHosts where HostName(authority: name)?.text != HostName.normalized(name) {
            throw WebError(
                .invalidInput, "serve.host-name", "\(name) is no host name.",
                remedy: "write the name without scheme and port, as in: --allow-host lab.example.org")
        }
    }

    private static func check(token: String) throws {
        guard token.count >= AccessToken.shortest, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw WebError(
                .invalidInput, "serve.token-weak",
                "FORGE_API_TOKEN must have at least \(AccessToken.shortest) printable characters and no spaces.",
                remedy: "make one with: openssl rand -hex 24")
        }
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            return false
        }
        return HostName(authority: String(text.dropFirst(scheme.count))) != nil
    }
}
