import Crypto
import Foundation

/// A token of the server, and what is made from it. Only its hash is kept.
struct AccessToken: Sendable {
    static let shortest = 16
    /// Whom FORGE_API_TOKEN stands for.
    static let ownerName = "owner"

    let identity: Identity
    private let digest: Data
    private let sessionKey: SymmetricKey

    /// The token of the environment. Logins with it outlive the server.
    init(_ token: String) {
        identity = Identity(name: Self.ownerName, role: .admin)
        digest = Data(SHA256.hash(data: Data(token.utf8)))
        sessionKey = Self.key(SymmetricKey(data: Data(token.utf8)), for: "LLM Forge session")
    }

    /// A token of the file, of which the hash alone is known.
    ///
    /// - Parameter secret: of this process: who reads the file can forge no login.
    init?(_ entry: TokenFile.Entry, secret: SymmetricKey) {
        guard let digest = Self.bytes(entry.sha256[...]) else { return nil }
        identity = Identity(name: entry.name, role: entry.role)
        self.digest = Data(digest)
        sessionKey = Self.key(secret, for: "LLM Forge session of \(entry.name) \(entry.sha256)")
    }

    private static func key(_ key: SymmetricKey, for purpose: String) -> SymmetricKey {
        SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(purpose.utf8), using: key))
    }

    /// Compares hashes, whose comparison takes the same time wherever they differ.
    func matches(_ presented: SHA256.Digest) -> Bool { presented == digest }

    /// What a login leaves in the browser: name, the time of its end and a proof that we wrote it, not the token.
    func session(until end: Date) -> String {
        let text = "\(identity.name).\(Int(end.timeIntervalSince1970))"
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: sessionKey)
        return "\(text).\(code.map { String(format: "%02x", $0) }.joined())"
    }

    func isValid(session: String, at now: Date) -> Bool {
        let parts = session.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == identity.name, let end = TimeInterval(parts[1]),
            let code = Self.bytes(parts[2])
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Data("\(parts[0]).\(parts[1])".utf8), using: sessionKey)
            && now.timeIntervalSince1970 < end
    }

    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

/// All tokens of a server.
struct TokenRing: Sendable {
    let tokens: [AccessToken]

    /// Who has this token. Every token is compared, so that the time tells nothing.
    func token(presenting presented: String) -> AccessToken? {
        let digest = SHA256.hash(data: Data(presented.utf8))
        return tokens.reduce(nil) { found, token in token.matches(digest) ? token : found }
    }

    func identity(session: String, at now: Date) -> Identity? {
        tokens.first { $0.isValid(session: session, at: now) }?.identity
    }
}
