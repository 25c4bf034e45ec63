package import ForgeCore
import Synchronization

/// A model behind an OpenAI-compatible server.
///
/// Every request is streamed, so that first-token times are known and time limits keep what there is. Requests wait in a
/// gate that follows what the server can take (`AdaptiveConcurrency`); failures are tried again as far as their kind allows.
package final class RemoteEngine: Engine {
    package let info: EngineInfo
    private let client: ServerClient
    private let settings: RemoteSettings
    private let gate: RequestGate
    private let streak = Mutex(FailureStreak())
    private let isShutDown = Mutex(false)

    private init(info: EngineInfo, client: ServerClient, settings: RemoteSettings) {
        self.info = info
        self.client = client
        self.settings = settings
        gate = RequestGate(bounds: settings.concurrency, longestPause: settings.retry.longestRetryAfter)
    }

    /// Asks the server what it is and whether it serves the model.
    ///
    /// - Throws: `RemoteError` with a remedy; `CancellationError`.
    package static func open(_ settings: RemoteSettings) async throws -> RemoteEngine {
        let client = ServerClient(settings: settings)
        do {
            let survey = try await retrying(settings, { $0 == .serverError || $0 == .throttled }) {
                try await ServerSurvey(client)
            }
            var named = settings
            // The name in the list, where a shorter one was given.
            named.model = survey.info.model
            return RemoteEngine(info: survey.info, client: client, settings: named)
        } catch {
            await client.shutdown()
            throw (error as? RequestFailure)?.error(settings, endsRun: true) ?? error
        }
    }

    /// Requests that may be with the server at this moment.
    package var concurrencyLimit: Int { gate.limit }

    // MARK: Engine

    /// - Throws: `RemoteError`; `CancellationError`.
    package func generate(_ request: GenerationRequest) async throws -> Generation {
        try await generate(request, teller: SteadyTeller(nil))
    }

    package func generate(
        _ request: GenerationRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> Generation {
        try await generate(request, teller: SteadyTeller(onText))
    }

    /// An estimate when the server cannot be asked (`ServerInfo.countsTokens`).
    package func countTokens(in text: String) async throws -> Int {
        guard info.server?.countsTokens == true else { return TokenUsage.estimate(text) }
        do {
            return try await Self.retrying(settings) { try await TokenCounter(client: client).count(text) }
        } catch let failure as RequestFailure {
            throw failure.error(settings, endsRun: true)
        }
    }

    /// The server's cache is its own.
    package func clearCache() async {}

    package func shutdown() async {
        let isFirst = isShutDown.withLock { isShutDown in
            defer { isShutDown = true }
            return !isShutDown
        }
        guard isFirst else { return }
        gate.close()
        await client.shutdown()
    }

    // MARK: Attempts

    private func generate(_ request: GenerationRequest, teller: SteadyTeller) async throws -> Generation {
        guard !isShutDown.withLock({ $0 }) else { throw RemoteError.shutDown }
        let body = RequestBody(settings: settings, request: request)
        let exchange = Exchange(
            client: client, url: settings.address.text + body.path, body: .object(try body.members()),
            request: request, countsTokens: info.server?.countsTokens ?? false)
        let submitted = Seconds.now
        var teller = teller
        do {
            let generation = try await Self.retrying(settings) {
                try await attempt(exchange, submitted: submitted, teller: &teller)
            }
            streak.withLock { $0.succeeded() }
            return generation
        } catch let failure as RequestFailure {
            let endsRun = streak.withLock { $0.failed(failure) }
            throw failure.error(settings, endsRun: endsRun)
        }
    }

    private func attempt(
        _ exchange: Exchange, submitted: Double, teller: inout SteadyTeller
    ) async throws -> Generation {
        let entered = try await gate.enter()
        do {
            let generation = try await exchange.run(submitted: submitted, sent: Seconds.now, teller: &teller)
            gate.leave(.success, enteredAt: entered)
            return generation
        } catch {
            let failure = error as? RequestFailure
            gate.leave(
                failure?.reason == .throttled ? .throttled(retryAfter: failure?.retryAfter) : .other,
                enteredAt: entered)
            throw error
        }
    }

    private static func retrying<Value>(
        _ settings: RemoteSettings, _ isWorthIt: (RequestFailure.Reason) -> Bool = { _ in true },
        _ body: () async throws -> Value
    ) async throws -> Value {
        var budget = RetryBudget(policy: settings.retry)
        var generator = SystemRandomNumberGenerator()
        while true {
            do {
                return try await body()
            } catch let failure as RequestFailure {
                guard isWorthIt(failure.reason), let pause = budget.pause(after: failure, using: &generator) else {
                    throw failure
                }
                try await Task.sleep(for: .seconds(pause))
            }
        }
    }
}
