package import ForgeCore
import Foundation

/// Measures the store on experiments of realistic size and number: how fast samples are recorded, and how long what the
/// pages of `forge list`, `forge show` and the web read takes.
package struct StoreBenchmark: Sendable {
    package struct Options: Sendable, Codable {
        /// Samples of the large experiment.
        package var predictions: Int
        /// Small experiments beside it.
        package var experiments: Int
        /// Samples of each of those.
        package var samples: Int
        /// How often each reading is timed.
        package var repetitions: Int
        /// Tasks that record at once.
        package var concurrency: Int
        /// The config that all of them are said to have.
        package var config: JSONValue

        package init(
            predictions: Int = 100_000, experiments: Int = 200, samples: Int = 10, repetitions: Int = 100,
            concurrency: Int = 16, config: JSONValue = .object([:])
        ) {
            self.predictions = predictions
            self.experiments = experiments
            self.samples = samples
            self.repetitions = repetitions
            self.concurrency = concurrency
            self.config = config
        }
    }

    private let store: any BenchmarkStore
    private let options: Options

    package init(store: any BenchmarkStore, options: Options = .init()) {
        self.store = store
        self.options = options
    }

    /// Fills the store unless it has experiments already, then times the readings.
    ///
    /// - Parameter progress: told what is being done.
    package func run(progress: @Sendable (String) -> Void = { _ in }) async throws -> StoreBenchmarkReport {
        let speed = try await store.experiments(.init(limit: 1)).total == 0 ? fill(progress) : nil
        let largest = try await store.experiments(.init(sort: .samples, limit: 1))
        guard let large = largest.items.first else {
            throw StoreError.invalid("There is nothing to measure.", remedy: "Ask for one experiment or more.")
        }
        var readings: [StoreBenchmarkReport.Reading] = []
        for use in BenchmarkUse.all(store, large: large, experiments: largest.total, options.repetitions) {
            progress("timing \(use.name)")
            readings.append(try await use.time())
        }
        return StoreBenchmarkReport(
            predictions: large.total, experiments: largest.total, recordedPerSecond: speed, readings: readings)
    }

    /// - Returns: samples of the large experiment that were recorded per second.
    private func fill(_ progress: @Sendable (String) -> Void) async throws -> Double {
        let fill = BenchmarkFill(store: store, config: options.config, concurrency: options.concurrency)
        var templates: [Experiment] = []
        for number in 0..<min(BenchmarkVariety.datasets.count, options.experiments) {
            templates.append(try await fill.record(number: number, count: options.samples).0)
        }
        if templates.count < options.experiments {
            try await fill.copy(templates, as: templates.count..<options.experiments) {
                progress("made \($0) of \(options.experiments) experiments")
            }
        }
        progress("recording \(options.predictions) samples")
        let seconds = try await fill.record(
            number: options.experiments, count: options.predictions, named: "large"
        ).seconds
        return Double(options.predictions) / seconds
    }
}
