import ForgeCore
package import Foundation

/// Tokens by name: a line `name:role:SHA-256` for each, in a file that its owner alone can read. The tokens themselves are
/// nowhere but with those they were given to.
package struct TokenFile: Sendable {
    package struct Entry: Sendable, Hashable, Encodable {
        package var name: String
        package var role: Role
        /// Of the token, in hex.
        package var sha256: String
    }

    package let url: URL

    package init(_ url: URL) { self.url = url }

    package var exists: Bool { FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) }

    /// - Throws: `WebError`: `tokens.unreadable`, `tokens.open` when others may read or change it, `tokens.malformed`.
    package func read() throws -> [Entry] {
        try checkPermissions()
        let text: String
        do {
            text = try String(contentsOf: url, encoding: .utf8)
        } catch {
            throw WebError(
                .unavailable, "tokens.unreadable", "The tokens in \(url.path) cannot be read.",
                cause: error.localizedDescription, remedy: "check that it is a file of the user that runs forge.")
        }
        var entries: [Entry] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let entry = Self.entry(line), !entries.contains(where: { $0.name == entry.name }) else {
                throw WebError(
                    .invalidInput, "tokens.malformed", "Line \(index + 1) of \(url.path) is no token.",
                    remedy: "write name:role:SHA-256, every name once, or make it with: forge token create NAME")
            }
            entries.append(entry)
        }
        return entries
    }

    /// - Returns: the new token, which is shown once and kept nowhere.
    /// - Throws: `WebError`: `tokens.name`, `tokens.exists`, as `read()`, `tokens.unwritable`.
    package func add(_ name: String, role: Role) throws -> String {
        guard Self.isName(name) else {
            throw WebError(
                .invalidInput, "tokens.name", "\(name) is no name of a token.",
                remedy: "use 1 to 32 lower-case letters, digits and hyphens.")
        }
        var generator = SystemRandomNumberGenerator()
        let token = (0..<4).map { _ in (generator.next() as UInt64).hexDigits }.joined()
        try change { entries in
            guard !entries.contains(where: { $0.name == name }) else {
                throw WebError(
                    .conflict, "tokens.exists", "There is a token \(name) already.",
                    remedy: "choose another name, or end it with: forge token revoke \(name)")
            }
            entries.append(Entry(name: name, role: role, sha256: Digest.sha256(token)))
        }
        return token
    }

    /// - Throws: `WebError`: `tokens.missing`, as `read()`, `tokens.unwritable`.
    package func revoke(_ name: String) throws {
        try change { entries in
            guard let index = entries.firstIndex(where: { $0.name == name }) else {
                throw WebError(
                    .notFound, "tokens.missing", "There is no token \(name).", remedy: "see: forge token list")
            }
            entries.remove(at: index)
        }
    }

    // MARK: Parts

    private func change(_ body: (inout [Entry]) throws -> Void) throws {
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            let lock = try ExclusiveLock(waitingFor: url.appendingPathExtension("lock"))
            var entries = exists ? try read() : []
            try body(&entries)
            let lines = entries.map { "\($0.name):\($0.role.rawValue):\($0.sha256)\n" }
            try PrivateFile.replace(url, by: Data(lines.joined().utf8))
            _ = consume lock
        } catch let error as WebError {
            throw error
        } catch {
            throw WebError(
                .unavailable, "tokens.unwritable", "The tokens in \(url.path) cannot be changed.",
                cause: error.localizedDescription, remedy: "check the folder's permissions and the free disk space.")
        }
    }

    private func checkPermissions() throws {
        guard let status = PrivateFile.status(of: url), status.isPrivate else {
            guard exists else { return }
            throw WebError(
                .permissionDenied, "tokens.open", "Others than its owner may use \(url.path), or it is another user's.",
                remedy: "chmod 600 \(url.path), as the user that runs forge.")
        }
    }

    private static func entry(_ line: Substring) -> Entry? {
        let parts = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, isName(parts[0]), let role = Role(rawValue: parts[1]), parts[2].utf8.count == 64,
            parts[2].allSatisfy({ $0.isHexDigit && $0.isASCII })
        else { return nil }
        return Entry(name: parts[0], role: role, sha256: parts[2].lowercased())
    }

    static func isName(_ text: String) -> Bool {
        1...32 ~= text.utf8.count && text.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
            && text != Identity.local.name && text != AccessToken.ownerName
    }
}
