import Crypto
import Foundation

/// The server's token, and what is made from it. Only its hash is kept.
struct AccessToken: Sendable {
    static let shortest = 16

    private let digest: SHA256.Digest
    private let sessionKey: SymmetricKey

    init(_ token: String) {
        digest = SHA256.hash(data: Data(token.utf8))
        sessionKey = SymmetricKey(
            data: HMAC<SHA256>.authenticationCode(
                for: Data("LLM Forge session".utf8), using: SymmetricKey(data: Data(token.utf8))))
    }

    /// Compares hashes, whose comparison takes the same time wherever they differ.
    func matches(_ presented: String) -> Bool { SHA256.hash(data: Data(presented.utf8)) == digest }

    /// What a login leaves in the browser: the time of its end and a proof that we wrote it, not the token.
    func session(until end: Date) -> String {
        let text = String(Int(end.timeIntervalSince1970))
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: sessionKey)
        return "\(text).\(code.map { String(format: "%02x", $0) }.joined())"
    }

    func isValid(session: String, at now: Date) -> Bool {
        let parts = session.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let end = TimeInterval(parts[0]), let code = Self.bytes(parts[1]) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(parts[0].utf8), using: sessionKey)
            && now.timeIntervalSince1970 < end
    }

    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
