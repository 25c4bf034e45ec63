/// The statistics of METRICS.md as pure functions of values: one topic per file, nil where the data are too few.
///
/// Values must be finite. Random resampling takes a seed and gives the same numbers on every machine.
package enum Statistics {}

/// A confidence interval, both ends included.
package struct Interval: Sendable, Codable, Hashable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}
