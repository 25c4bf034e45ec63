package import ForgeCore

/// Sends requests at given times to an engine and measures what comes back.
package struct ServingBenchmark: Sendable {
    package var engine: any Engine
    package var requests: [GenerationRequest]
    /// Requests per second (Poisson); nil for all at once.
    package var rate: Double?
    package var seed: UInt64
    /// Requests before the measurement, one after the other.
    package var warmUp: Int

    package init(
        engine: any Engine, requests: [GenerationRequest], rate: Double? = nil, seed: UInt64 = 0, warmUp: Int = 1
    ) {
        self.engine = engine
        self.requests = requests
        self.rate = rate
        self.seed = seed
        self.warmUp = warmUp
    }

    /// What came of the requests, in their order, and the seconds from the first sending to the last end.
    ///
    /// - Throws: what the warm-up ends with; `CancellationError`. Later failures are results.
    package func run(
        onDone: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> (requests: [ServedRequest], duration: Double) {
        for request in requests.prefix(warmUp) { _ = try await engine.generate(request) }
        var generator = SeededGenerator(seed: seed)
        let times = ArrivalTimes.poisson(count: requests.count, rate: rate, using: &generator)
        let start = ContinuousClock.now
        return try await withThrowingTaskGroup(of: (Int, ServedRequest).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask {
                    try await Task.sleep(until: start + .seconds(times[index]))
                    do {
                        return (index, ServedRequest(try await engine.generate(request)))
                    } catch is CancellationError {
                        throw CancellationError()
                    } catch {
                        return (index, .failed(error))
                    }
                }
            }
            var served = [ServedRequest?](repeating: nil, count: requests.count)
            var done = 0
            for try await (index, result) in group {
                served[index] = result
                done += 1
                onDone(done)
            }
            return (served.compactMap(\.self), start.duration(to: .now).seconds)
        }
    }
}
