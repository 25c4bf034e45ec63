extension BenchmarkShelf {
    /// Advice by a benchmark of this home.
    ///
    /// - Parameters:
    ///   - name: nil for the latest that has measured anything; without one the decision tree answers.
    ///   - known: all benchmarks as `matrices()` gave them, for who has read them already.
    /// - Throws: `LabError` `benchmark.not-found`, `benchmark.unreadable`, `advice.method`.
    package func advice(
        for workload: Workload, by name: String? = nil, among known: [BenchMatrixReport]? = nil
    ) throws -> Advice {
        let report: BenchMatrixReport? =
            if let name {
                try known?.first { $0.name == name } ?? matrix(name)
            } else {
                (known ?? matrices()).first { $0.done > 0 }
            }
        let memory = try report.flatMap { try self.memory($0.name) }
        return try Advisor(workload, report: report, memory: memory).advise()
    }
}
