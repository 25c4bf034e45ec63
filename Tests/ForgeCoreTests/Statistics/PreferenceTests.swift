import ForgeCore
import Testing

/// Golden values: scipy 1.x `binomtest`, statsmodels `cohens_kappa` and `proportion_confint`, choix `mm_pairwise`, and for
/// strengths with standard errors Newton's method in numpy with the pseudo-inverse of the information.
@Suite struct `Statistics of preferences` {
    @Test(
        arguments: [
            (31, 19, 0.11892045255943628), (8, 1, 0.0390625), (5, 5, 1), (0, 0, 1), (12, 3, 0.03515625),
        ] as [(Int, Int, Double)])
    func `The sign test is the exact binomial one`(wins: Int, losses: Int, p: Double) {
        #expect(isClose(Statistics.signTest(wins: wins, losses: losses), p, within: 1e-12))
    }

    @Test func `Ties are halves of a win in the interval, which is Wilson's without them`() throws {
        let scores = Array(repeating: 1.0, count: 28) + Array(repeating: 0.5, count: 9) + Array(repeating: 0, count: 13)
        let interval = try #require(Statistics.wilson(meanOf: scores))
        #expect(isClose(interval.low, 0.5114459356210698) && isClose(interval.high, 0.7671497846389227))
        let plain = Array(repeating: 1.0, count: 31) + Array(repeating: 0, count: 19)
        #expect(Statistics.wilson(meanOf: plain) == Statistics.wilson(successes: 31, trials: 50))
        #expect(isClose(Statistics.wilson(meanOf: plain)?.low, 0.48150446930992963))
        #expect(Statistics.wilson(meanOf: []) == nil)
        #expect(Statistics.wilson(meanOf: [0.5, 1.5]) == nil)
    }

    private static let tables: [([[Int]], Double, Double, Double, Double)] = [
        ([[20, 5], [10, 15]], 0.4, 0.12699606293110033, 0.151092290476661, 0.6489077095233389),
        (
            [[10, 2, 1], [3, 12, 4], [0, 5, 13]], 0.5443499392466585, 0.09979956334064335, 0.34874638942617364,
            0.7399534890671434
        ),
        ([[5, 0], [0, 7]], 1, 0, 1, 1), ([[0, 6], [6, 0]], -1, 0, -1, -1),
    ]

    @Test(arguments: tables)
    func `Kappa and its interval equal statsmodels'`(
        table: [[Int]], kappa: Double, error: Double, low: Double, high: Double
    ) throws {
        var first: [Int] = [], second: [Int] = []
        for (row, counts) in table.enumerated() {
            for (column, count) in counts.enumerated() {
                first += Array(repeating: row, count: count)
                second += Array(repeating: column, count: count)
            }
        }
        let found = try #require(Statistics.cohenKappa(first, second))
        #expect(isClose(found.value, kappa) && isClose(found.standardError, error))
        #expect(isClose(found.interval.low, low) && isClose(found.interval.high, high))
        #expect(found.items == first.count)
    }

    @Test func `Kappa is nil where chance alone explains all, and without items`() {
        #expect(Statistics.cohenKappa(["a", "a"], ["a", "a"]) == nil)
        #expect(Statistics.cohenKappa([Int](), []) == nil)
    }

    private static let strengths: [([[Double]], [Double], [Double])] = [
        (
            [[0, 7, 9], [3, 0, 6], [1, 4, 0]], [0.94360585, -0.1601607, -0.78344515],
            [0.3772066, 0.32825068, 0.3581457]
        ),
        (
            [[0, 7, 9], [3, 0, 6.5], [1, 3.5, 0]], [0.95553582, -0.08165733, -0.8738785],
            [0.38004988, 0.33035908, 0.36951546]
        ),
        (
            [[0, 12, 4, 6], [8, 0, 5, 3.5], [16, 15, 0, 11], [14, 16.5, 9, 0]],
            [-0.44300032, -0.76674034, 0.67816526, 0.5315754], [0.21209092, 0.2239883, 0.21976402, 0.21445746]
        ),
    ]

    @Test(arguments: strengths)
    func `Strengths equal choix's and numpy's`(wins: [[Double]], logs: [Double], errors: [Double]) throws {
        let found = try #require(Statistics.bradleyTerry(wins))
        for (strength, (log, error)) in zip(found, zip(logs, errors)) {
            #expect(isClose(strength.logStrength, log, within: 1e-7))
            #expect(isClose(strength.standardError, error, within: 1e-7))
            #expect(isClose(strength.interval.high, log + 1.959963984540054 * error, within: 1e-6))
        }
        #expect(isClose(found.reduce(0) { $0 + $1.logStrength }, 0))
    }

    @Test func `Of two the strengths give back the share of wins`() throws {
        let found = try #require(Statistics.bradleyTerry([[0, 12], [4, 0]]))
        #expect(isClose(found[0].logStrength - found[1].logStrength, 1.0986122886681098))
    }

    @Test(
        "Strengths that no maximum determines are nil",
        arguments: [
            [[0, 3, 4], [0, 0, 2], [0, 1, 0]], [[0, 1, 0], [1, 0, 0], [0, 0, 0]], [[0]], [[0, -1], [1, 0]],
            [[0, .infinity], [1, 0]], [[0, 1], [1]],
        ] as [[[Double]]])
    func undetermined(wins: [[Double]]) { #expect(Statistics.bradleyTerry(wins) == nil) }
}
