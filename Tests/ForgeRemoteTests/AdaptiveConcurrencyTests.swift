import ForgeRemote
import Testing

@Suite struct AdaptiveConcurrencyTests {
    @Test func startsAtTwentyWithinItsBounds() {
        #expect(AdaptiveConcurrency().limit == 20)
        #expect(AdaptiveConcurrency(bounds: .init(most: 4)).limit == 4)
        #expect(AdaptiveConcurrency(bounds: .init(start: 1, least: 3)).limit == 3)
    }

    @Test func oneWaveOfRefusalsIsOneEpisode() {
        var concurrency = AdaptiveConcurrency()
        for _ in 0..<20 { concurrency.throttled(startedAt: 0, retryAfter: nil, now: 1) }
        #expect(concurrency.limit == 16)
        // Sent before the cut, or within the cooldown after it.
        concurrency.throttled(startedAt: 0.9, retryAfter: nil, now: 30)
        concurrency.throttled(startedAt: 2, retryAfter: nil, now: 15.9)
        #expect(concurrency.limit == 16)
        concurrency.throttled(startedAt: 2, retryAfter: nil, now: 16.1)
        #expect(concurrency.limit == 12)
    }

    @Test func neverFallsBelowItsLeast() {
        var concurrency = AdaptiveConcurrency(bounds: .init(start: 4, least: 2))
        for episode in 1...20 {
            concurrency.throttled(startedAt: Double(episode * 100), retryAfter: nil, now: Double(episode * 100))
        }
        #expect(concurrency.limit == 2)
    }

    @Test func growsSlowlyAndOnlyWhenTheLimitIsUsed() {
        var concurrency = AdaptiveConcurrency(bounds: .init(start: 10, most: 11))
        for _ in 0..<100 { concurrency.succeeded(startedAt: 1, running: 9, now: 1) }
        #expect(concurrency.limit == 10)
        for _ in 0..<19 { concurrency.succeeded(startedAt: 1, running: 10, now: 1) }
        #expect(concurrency.limit == 10)
        concurrency.succeeded(startedAt: 1, running: 10, now: 1)
        #expect(concurrency.limit == 11)
        for _ in 0..<100 { concurrency.succeeded(startedAt: 1, running: 11, now: 1) }
        #expect(concurrency.limit == 11)
    }

    @Test func doesNotGrowInTheCooldown() {
        var concurrency = AdaptiveConcurrency(bounds: .init(start: 10))
        concurrency.throttled(startedAt: 0, retryAfter: nil, now: 1)
        for _ in 0..<100 { concurrency.succeeded(startedAt: 2, running: 8, now: 15) }
        #expect(concurrency.limit == 8)
        for _ in 0..<16 { concurrency.succeeded(startedAt: 2, running: 8, now: 17) }
        #expect(concurrency.limit == 9)
    }

    @Test func retryAfterPausesEveryoneAndTheCooldownBeginsAfterIt() {
        var concurrency = AdaptiveConcurrency()
        concurrency.throttled(startedAt: 0, retryAfter: 30, now: 1)
        // The longest wait holds, whichever comes last.
        concurrency.throttled(startedAt: 0, retryAfter: 5, now: 2)
        #expect(concurrency.pausedUntil == 31)
        concurrency.throttled(startedAt: 32, retryAfter: nil, now: 40)
        #expect(concurrency.limit == 16)
    }

    @Test(arguments: [301, 86400, 1e300, .infinity]) func waitsBeyondPatienceHoldNobodyBack(wait: Double) {
        var concurrency = AdaptiveConcurrency(longestPause: 300)
        concurrency.throttled(startedAt: 0, retryAfter: wait, now: 1)
        #expect(concurrency.pausedUntil < 1 && concurrency.limit == 16)
    }
}
