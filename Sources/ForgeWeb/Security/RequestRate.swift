import HTTPTypes
import Hummingbird
import Synchronization

/// How many requests each client has left: a bucket that fills up steadily and holds some seconds' worth.
struct RequestBuckets: Sendable {
    /// Seconds' worth of requests that may come at once.
    static let burst = 5.0
    /// Clients that are remembered.
    static let remembered = 10_000

    let rate: Double
    /// What a full bucket holds: at least one request, or a slow rate would never let any through.
    private let most: Double
    private var buckets: [String: (left: Double, at: ContinuousClock.Instant)] = [:]

    /// - Parameter rate: requests a second.
    init(rate: Double) {
        self.rate = rate
        most = max(1, rate * Self.burst)
    }

    /// Clients that are remembered now.
    var count: Int { buckets.count }

    /// Takes one.
    ///
    /// - Returns: how long this client must wait; nil when it may go on.
    mutating func take(_ client: String, at now: ContinuousClock.Instant) -> Duration? {
        var left = most
        if let bucket = buckets[client] { left = min(most, bucket.left + (now - bucket.at) / .seconds(1) * rate) }
        if buckets.count >= Self.remembered, buckets[client] == nil { forget(at: now) }
        guard left >= 1 else {
            buckets[client] = (left, now)
            return .seconds((1 - left) / rate)
        }
        buckets[client] = (left - 1, now)
        return nil
    }

    /// Forgets who is full again; all, when an attack comes from everywhere: that is better than growing.
    private mutating func forget(at now: ContinuousClock.Instant) {
        buckets = buckets.filter { $0.value.left + (now - $0.value.at) / .seconds(1) * rate < most }
        if buckets.count >= Self.remembered { buckets.removeAll() }
    }
}

/// Refuses requests of a client that sends too many, before anything is done for them. Assets do not count.
///
/// Without a token the server listens to this machine alone and nobody is counted.
final class RequestRate: RouterMiddleware {
    typealias Context = WebContext

    private let buckets: Mutex<RequestBuckets>
    private let tokens: TokenShelf

    init(rate: Double, tokens: TokenShelf) {
        buckets = Mutex(RequestBuckets(rate: rate))
        self.tokens = tokens
    }

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard !request.uri.path.hasPrefix("/assets/"), tokens.ring != nil,
            let wait = buckets.withLock({ $0.take(context.client, at: .now) })
        else { return try await next(request, context) }
        let seconds = Int(wait.components.seconds) + 1
        throw Problem(
            status: .tooManyRequests, code: "http.rate",
            title: "Too many requests come from this address.", remedy: "Wait \(seconds) s, then send fewer at once.",
            headers: [.retryAfter: String(seconds)])
    }
}
