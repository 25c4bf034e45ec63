import ForgeCore

/// What `StoreBenchmark` measured.
package struct StoreBenchmarkReport: Sendable, Codable {
    /// Samples of the largest experiment.
    package var predictions: Int
    package var experiments: Int
    /// Samples with one call and four scores each, every one committed on its own; nil when nothing was recorded.
    package var recordedPerSecond: Double?
    package var readings: [Reading]

    /// One kind of reading. Times are in milliseconds.
    package struct Reading: Sendable, Codable {
        package var name: String
        package var repetitions: Int
        package var median: Double
        package var p99: Double

        init(name: String, milliseconds: [Double]) {
            self.name = name
            repetitions = milliseconds.count
            median = Statistics.percentile(milliseconds, 50) ?? 0
            p99 = Statistics.percentile(milliseconds, 99) ?? 0
        }
    }
}
