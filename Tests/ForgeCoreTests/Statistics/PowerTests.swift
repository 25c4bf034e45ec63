import ForgeCore
import Testing

@Suite struct PowerTests {
    /// Connor's formula evaluated with scipy's normal quantiles, rounded up.
    @Test(
        arguments: [
            (20, 10, 100, 234), (10, 3, 50, 102), (25, 12, 200, 342), (59, 48, 1000, 6939), (6, 0, 50, 63),
            (1, 5, 20, 57),
        ])
    func `the number of items equals Connor's formula`(b: Int, c: Int, trials: Int, needed: Int) {
        #expect(Statistics.itemsNeeded(b: b, c: c, trials: trials) == needed)
    }

    @Test func `more power and a smaller alpha need more items`() {
        #expect(Statistics.itemsNeeded(b: 20, c: 10, trials: 100, power: 0.9) == 312)
        #expect(Statistics.itemsNeeded(b: 20, c: 10, trials: 100, alpha: 0.01) == 348)
    }

    @Test(arguments: [(0, 0, 10), (4, 4, 10), (-1, 2, 10), (6, 5, 10), (1, 0, 0)])
    func `no discordance, no difference and impossible counts give nil`(b: Int, c: Int, trials: Int) {
        #expect(Statistics.itemsNeeded(b: b, c: c, trials: trials) == nil)
    }

    @Test(arguments: [(0, 0.8), (1, 0.8), (0.05, 0), (0.05, 1)] as [(Double, Double)])
    func `an impossible alpha or power gives nil`(alpha: Double, power: Double) {
        #expect(Statistics.itemsNeeded(b: 3, c: 1, trials: 10, alpha: alpha, power: power) == nil)
    }

    /// Roots of Connor's formula found with scipy's brentq.
    @Test(
        arguments: [
            (50, 0.3, 0.21193193483662415), (1000, 0.2, 0.039573706615452675), (1319, 0.1, 0.02437211423772817),
        ] as [(Int, Double, Double)])
    func `the detectable difference inverts the formula`(trials: Int, discordance: Double, expected: Double) {
        #expect(isClose(Statistics.detectableDifference(trials: trials, discordance: discordance), expected))
    }

    @Test func `a sample too small for any difference detects none`() {
        #expect(Statistics.detectableDifference(trials: 5, discordance: 0.2) == nil)
        #expect(Statistics.detectableDifference(trials: 100, discordance: 0) == nil)
        #expect(Statistics.detectableDifference(trials: 0, discordance: 0.5) == nil)
    }
}
