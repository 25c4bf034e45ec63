import ForgeCore
import Testing

@Suite struct BootstrapTests {
    private let a = [Double](repeating: 1, count: 30) + [Double](repeating: 0, count: 20)
    private var b: [Double] {
        [Double](repeating: 1, count: 20) + [Double](repeating: 0, count: 10) + [Double](repeating: 1, count: 5)
            + [Double](repeating: 0, count: 15)
    }

    @Test func `a mean's interval approaches the normal one for many values`() throws {
        var generator = SeededGenerator(seed: 5)
        let values = (0..<2000).map { _ in generator.unit() }
        let interval = try #require(Statistics.bootstrapMean(values, seed: 1))
        let mean = try #require(Statistics.mean(values))
        let half = try #require(Statistics.standardError(values)) * 1.959963984540054
        #expect(isClose(interval.low, mean - half, within: 1e-3))
        #expect(isClose(interval.high, mean + half, within: 1e-3))
    }

    @Test func `the same seed gives the same interval and another seed another`() {
        let values = (0..<97).map { Double($0 * $0 % 31) }
        let first = Statistics.bootstrapMean(values, seed: 3)
        #expect(first == Statistics.bootstrapMean(values, seed: 3))
        #expect(first != Statistics.bootstrapMean(values, seed: 4))
    }

    @Test func `clusters are resampled whole`() throws {
        // Within-cluster copies carry no information: the interval must be that of the four distinct values.
        let distinct: [Double] = [0, 1, 2, 7]
        let copied = distinct.flatMap { [Double](repeating: $0, count: 25) }
        let labels = (0..<100).map { $0 / 25 }
        let clustered = try #require(Statistics.bootstrapMean(copied, clusters: labels, seed: 11))
        let plain = try #require(Statistics.bootstrapMean(distinct, seed: 11))
        #expect(clustered == plain)
        let naive = try #require(Statistics.bootstrapMean(copied, seed: 11))
        #expect(naive.high - naive.low < (clustered.high - clustered.low) / 3)
    }

    @Test func `clusters of unequal size weigh by their items`() throws {
        // Two clusters: both drawn = the mean of all (1/2), one twice = 0.2 or 1.
        let values: [Double] = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
        let interval = try #require(
            Statistics.bootstrapMean(values, clusters: [1, 1, 1, 2, 2, 2, 2, 2, 2, 2], seed: 1))
        #expect(isClose(interval.low, 1.0 / 7))
        #expect(interval.high == 1)
    }

    @Test func `the paired bootstrap agrees with one made by numpy`() throws {
        // numpy, 200,000 resamples: difference .1, interval [-.04, .26].
        let result = try #require(Statistics.pairedBootstrap(a, b, resamples: 50_000, seed: 9))
        #expect(isClose(result.difference, 0.1))
        // Means lie 0.02 apart, and the 97.5th percentile falls between two of them.
        #expect(isClose(result.interval.low, -0.04, within: 0.021))
        #expect(isClose(result.interval.high, 0.26, within: 0.021))
        #expect(result.resamples == 50_000)
    }

    @Test func `equal answers have difference 0`() throws {
        let result = try #require(Statistics.pairedBootstrap(a, a, resamples: 500, seed: 1))
        #expect(result == PairedBootstrap(difference: 0, interval: .init(low: 0, high: 0), resamples: 500))
    }

    @Test func `pairing by clusters widens the interval of dependent items`() throws {
        let labels = (0..<50).map { $0 / 10 }
        let plain = try #require(Statistics.pairedBootstrap(a, b, seed: 1))
        let clustered = try #require(Statistics.pairedBootstrap(a, b, clusters: labels, seed: 1))
        #expect(clustered.difference == plain.difference)
        #expect(clustered.interval.high - clustered.interval.low > plain.interval.high - plain.interval.low)
    }

    @Test func `too little data gives nil`() {
        #expect(Statistics.bootstrapMean([], seed: 1) == nil)
        #expect(Statistics.bootstrapMean([1], seed: 1) == nil)
        #expect(Statistics.bootstrapMean([1, 2, 3], clusters: [1, 1, 1], seed: 1) == nil)
        #expect(Statistics.bootstrapMean([1, 2], resamples: 0, seed: 1) == nil)
        #expect(Statistics.bootstrapMean([1, 2], seed: 1, confidence: 1) == nil)
        #expect(Statistics.pairedBootstrap([1], [0], seed: 1) == nil)
        #expect(Statistics.pairedBootstrap([], [], seed: 1) == nil)
    }
}
