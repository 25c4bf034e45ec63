import ForgeCore
import Testing

@Suite struct WilsonTests {
    @Test(
        arguments: [
            (0, 10, 0, 0.27753279986288926), (7, 50, 0.06950833427016288, 0.26186193710585537),
            (50, 100, 0.4038315303659956, 0.5961684696340044), (812, 1000, 0.7866068125887822, 0.8350052901162315),
            (1319, 1319, 0.9970960550146962, 1), (1, 3, 0.06149194472039626, 0.7923403991979523),
        ] as [(Int, Int, Double, Double)])
    func `intervals equal the published ones`(successes: Int, trials: Int, low: Double, high: Double) throws {
        let interval = try #require(Statistics.wilson(successes: successes, trials: trials))
        #expect(isClose(interval.low, low, within: 1e-12))
        #expect(isClose(interval.high, high, within: 1e-12))
    }

    @Test func `no success starts at exactly 0 and all successes end at exactly 1`() {
        #expect(Statistics.wilson(successes: 0, trials: 37)?.low == 0)
        #expect(Statistics.wilson(successes: 37, trials: 37)?.high == 1)
    }

    @Test(arguments: [(0, 0), (-1, 5), (6, 5)])
    func `impossible counts give nil`(successes: Int, trials: Int) {
        #expect(Statistics.wilson(successes: successes, trials: trials) == nil)
    }
}
