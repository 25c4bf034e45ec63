package import ForgeCore
package import Foundation

/// Which Wikipedia is asked and how carefully.
package struct WikipediaSettings: Sendable {
    /// `https://en.wikipedia.org`: the only host that is ever contacted.
    package var address: URL
    /// Seconds between the beginnings of two requests, of all agents together.
    package var interval: Double
    /// Seconds for one request.
    package var timeout: Double
    package var retry: RetryPolicy
    /// Seconds for which a host that could not be reached is left alone.
    package var restAfterFailure: Double
    /// Bytes of an answer.
    package var largestBody: Int
    /// Where answers are kept, nil for nowhere.
    package var cache: URL?
    /// Seconds that a kept answer is good for.
    package var cacheLife: Double
    /// Nothing is asked of the network.
    package var isOffline: Bool

    package init(
        address: URL, interval: Double = 0.5, timeout: Double = 15,
        retry: RetryPolicy = .init(attempts: 3, base: 1, ceiling: 8, longestRetryAfter: 30),
        restAfterFailure: Double = 60, largestBody: Int = 4 << 20, cache: URL? = nil, cacheLife: Double = 30 * 86_400,
        isOffline: Bool = false
    ) {
        self.address = address
        self.interval = interval
        self.timeout = timeout
        self.retry = retry
        self.restAfterFailure = restAfterFailure
        self.largestBody = largestBody
        self.cache = cache
        self.cacheLife = cacheLife
        self.isOffline = isOffline
    }

    /// The Wikipedia of a language (`en`, `de`, `zh-yue`).
    ///
    /// - Throws: `AgentError` for what is no language code.
    package init(language: String) throws {
        let isCode =
            (2...12).contains(language.count) && language.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "-") }
        guard isCode, let address = URL(string: "https://\(language).wikipedia.org") else {
            throw AgentError(
                .invalidInput, "wikipedia.language", "`\(language)` is no language of Wikipedia",
                remedy: "use a code like en, de or pt")
        }
        self.init(address: address)
    }

    package var host: String { address.host() ?? "" }
}
