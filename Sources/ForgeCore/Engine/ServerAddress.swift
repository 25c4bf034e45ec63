private import Foundation

/// The checked base address of a server (`http://127.0.0.1:8000/v1`).
package struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with a text, without the text: it might hold a password.
    package struct Problem: Error, Hashable {
        package var message: String
        package var remedy: String
    }

    /// Scheme, host, port and path, without a slash at the end.
    package let text: String
    package let isEncrypted: Bool
    /// The server runs on this machine: what is sent to it crosses no network.
    package let isLoopback: Bool

    /// An address without a path gets the protocol's usual `/v1`.
    package init(_ text: String) throws(Problem) {
        guard let parts = URLComponents(string: text), !text.contains(where: \.isWhitespace),
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = parts.host?.lowercased(), !host.isEmpty, (1...65_535).contains(parts.port ?? 80)
        else {
            throw Problem(message: "is not the address of a server", remedy: "write it like http://127.0.0.1:8000/v1")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Problem(
                message: "holds a name or password",
                remedy: "leave it out; name the environment variable that holds the key in api_key_env")
        }
        guard parts.query == nil, parts.fragment == nil, !parts.path.contains("..") else {
            throw Problem(message: "has more than a path behind the host", remedy: "end it with the path (…/v1)")
        }
        let path = String(parts.path.reversed().drop { $0 == "/" }.reversed())
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        self.text = "\(scheme)://\(name)\(parts.port.map { ":\($0)" } ?? "")\(path.isEmpty ? "/v1" : path)"
        isEncrypted = scheme == "https"
        isLoopback = Self.isLoopback(host.trimmingCharacters(in: ["[", "]"]))
    }

    /// The address without the protocol's version, where servers have what is beyond the protocol.
    package var root: String { text.hasSuffix("/v1") ? String(text.dropLast(3)) : text }

    package var description: String { text }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1"].contains(host) { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }
}
