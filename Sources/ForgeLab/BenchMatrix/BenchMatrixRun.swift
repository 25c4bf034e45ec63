import ForgeCore

/// Measures a matrix, cell by cell. Each is a stored experiment as any other, so that a killed run goes on after the
/// last cell that was finished.
package struct BenchMatrixRun: Sendable {
    private let laboratory: Laboratory
    private let shelf: BenchmarkShelf
    private let plan: BenchMatrixPlan

    package init(_ plan: BenchMatrixPlan, laboratory: Laboratory, shelf: BenchmarkShelf) {
        self.plan = plan
        self.laboratory = laboratory
        self.shelf = shelf
    }

    /// Measures what is missing and keeps the document current after every cell. A cell that fails is reported and the
    /// others go on.
    ///
    /// - Parameters:
    ///   - again: measure what is finished, too.
    ///   - onCell: told of every document that was kept.
    /// - Throws: `LabError` `benchmark.busy`, `benchmark.unwritable`; the store's error; `CancellationError`.
    package func run(
        again: Bool = false, onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in },
        onCell: @Sendable (BenchMatrixReport) -> Void = { _ in }
    ) async throws -> BenchMatrixReport {
        try await shelf.holding(plan.name) {
            let experiments = try await prepared(again: again)
            return try await EnginePool.using(laboratory.engines) { pool in
                try await measure(experiments, on: pool, onEvent: onEvent, onCell: onCell)
            }
        }
    }

    private func measure(
        _ experiments: [Experiment], on pool: EnginePool, onEvent: @escaping @Sendable (RunEvent) -> Void,
        onCell: @Sendable (BenchMatrixReport) -> Void
    ) async throws -> BenchMatrixReport {
        var records: [String: CellRecord] = [:]
        for experiment in experiments where experiment.status == .completed {
            records[experiment.id] = try await CellRecord.load(experiment, from: laboratory.store)
        }
        var failures: [String: String] = [:]
        func kept() throws -> BenchMatrixReport {
            let report = BenchMatrixAnalysis(
                plan: plan, experiments: experiments, records: records, failures: failures
            ).report()
            try shelf.save(report)
            onCell(report)
            return report
        }
        var report = try kept()
        for experiment in experiments where experiment.status != .completed {
            do {
                let ended = try await laboratory.run(experiment.id, on: pool, onEvent: onEvent)
                if ended.status == .completed {
                    records[ended.id] = try await CellRecord.load(ended, from: laboratory.store)
                } else {
                    failures[ended.id] = ended.error ?? "It ended as \(ended.status.rawValue)."
                }
            } catch let error as any ForgeError where error.kind != .cancelled {
                laboratory.telemetry.ended(.failed)
                failures[experiment.id] = error.reason
                onEvent(.warning("\(experiment.name) failed: \(error.reason)"))
            }
            report = try kept()
        }
        return report
    }

    /// The experiments of all cells. One that was cut off, or failed, is put away and measured from its beginning: its
    /// times would be those of two runs.
    private func prepared(again: Bool) async throws -> [Experiment] {
        guard !again else { return try await laboratory.prepare(plan.experiments) }
        let found = try await laboratory.prepare(plan.experiments, continuing: true)
        let cut = found.filter { $0.status != .completed && ($0.done > 0 || $0.status != .pending) }
        guard !cut.isEmpty else { return found }
        for experiment in cut { try await laboratory.store.delete(experiment.id) }
        return try await laboratory.prepare(plan.experiments, continuing: true)
    }
}
