import Crypto
import ForgeCore
import Foundation
import Logging
import Synchronization

/// The server's tokens as they are now: the file is looked at again when it has changed, so that a revoked token ends at once.
final class TokenShelf: Sendable {
    private struct State {
        var ring: TokenRing?
        var version: String?
        var isRead = false
        var lookedAt: ContinuousClock.Instant?
    }

    private static let interval = Duration.seconds(1)

    private let owner: AccessToken?
    private let file: TokenFile?
    private let logger: Logger?
    /// Of this process; logins with the file's tokens end with it.
    private let secret = SymmetricKey(size: .bits256)
    private let state = Mutex(State())

    init(_ configuration: WebConfiguration, logger: Logger? = nil) {
        owner = configuration.token.map { AccessToken($0) }
        file = configuration.tokenFile.map(TokenFile.init)
        self.logger = logger
        // From the start on: a file that is gone by the first request must not let everybody in.
        _ = ring
    }

    /// Nil lets everybody in: there is neither a token nor a file of tokens.
    var ring: TokenRing? { ring(at: .now) }

    func ring(at now: ContinuousClock.Instant) -> TokenRing? {
        state.withLock { state in
            if let lookedAt = state.lookedAt, now - lookedAt < Self.interval { return state.ring }
            state.lookedAt = now
            let version = file.flatMap { PrivateFile.status(of: $0.url)?.version }
            guard !state.isRead || version != state.version else { return state.ring }
            // A file that was there and is gone lets nobody in who was let in by it, and nobody else.
            let isGuarded = owner != nil || version != nil || state.ring != nil
            state.isRead = true
            state.version = version
            state.ring = isGuarded ? TokenRing(tokens: [owner].compactMap(\.self) + tokens(version)) : nil
            return state.ring
        }
    }

    private func tokens(_ version: String?) -> [AccessToken] {
        guard let file, version != nil else { return [] }
        do {
            return try file.read().compactMap { AccessToken($0, secret: secret) }
        } catch {
            logger?.error("No token of the file is accepted until it is mended. \(error)")
            return []
        }
    }
}
