import ForgeCore
import Testing

@Suite struct MomentsTests {
    private let values = [3.2, 1.5, 9.75, 4.4, -2.0, 7.1, 7.1]
    /// METRICS.md: groups 111 / 00 / 1 / 1001.
    private let grouped: [Double] = [1, 1, 1, 0, 0, 1, 1, 0, 0, 1]
    private let groups = [7, 7, 7, 3, 3, 9, 1, 1, 1, 1]

    @Test func `mean, standard deviation and standard error equal numpy's`() {
        #expect(isClose(Statistics.mean(values), 4.435714285714286))
        #expect(isClose(Statistics.standardDeviation(values), 3.9581892204342513))
        #expect(isClose(Statistics.standardError(values), 1.4960549027722356))
    }

    @Test func `too few values give nil`() {
        #expect(Statistics.mean([]) == nil)
        #expect(Statistics.standardDeviation([1]) == nil)
        #expect(Statistics.standardError([1]) == nil)
        #expect(Statistics.clusterRobustStandardError([1, 0], clusters: [4, 4]) == nil)
        #expect(Statistics.clusterRobustStandardError([], clusters: []) == nil)
    }

    @Test func `the cluster-robust standard error has its published value`() {
        #expect(isClose(Statistics.clusterRobustStandardError(grouped, clusters: groups), 0.20655911179772884))
        #expect(isClose(Statistics.standardError(grouped), 0.16329931618554522))
    }

    @Test func `clusters of one give the plain standard error`() {
        let robust = Statistics.clusterRobustStandardError(grouped, clusters: Array(0..<10))
        #expect(isClose(robust, 0.16329931618554522))
    }

    @Test(
        arguments: [
            (0, -2), (1, -1.79), (25, 2.35), (33.3, 3.1965999999999997), (50, 4.4), (90, 8.16), (99.9, 9.7341),
            (100, 9.75),
        ] as [(Double, Double)])
    func `percentiles equal numpy's`(p: Double, expected: Double) {
        #expect(isClose(Statistics.percentile(values, p), expected, within: 1e-14))
    }

    @Test(arguments: [(50, 25), (95, 38.5), (99, 39.7)] as [(Double, Double)])
    func `percentiles of METRICS.md`(p: Double, expected: Double) {
        #expect(isClose(Statistics.percentile([40, 10, 30, 20], p), expected))
    }

    @Test func `a percentile of nothing, or outside 0 to 100, is nil`() {
        #expect(Statistics.percentile([], 50) == nil)
        #expect(Statistics.percentile([1], -0.1) == nil)
        #expect(Statistics.percentile([1], 100.1) == nil)
        #expect(Statistics.percentile([1], .nan) == nil)
        #expect(Statistics.percentile([5], 75) == 5)
    }
}
