extension BenchmarkShelf {
    /// Advice by a benchmark of this home.
    ///
    /// - Parameter name: nil for the latest that has measured anything; without one the decision tree answers.
    /// - Throws: `LabError` `benchmark.not-found`, `benchmark.unreadable`, `advice.method`.
    package func advice(for workload: Workload, by name: String? = nil) throws -> Advice {
        let report = try name.map(matrix) ?? matrices().first { $0.done > 0 }
        let memory = try report.flatMap { try self.memory($0.name) }
        return try Advisor(workload, report: report, memory: memory).advise()
    }
}
